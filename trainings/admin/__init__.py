"""Trainings in Django admin, by noun: everything is seen, and every repair goes through an act."""

from . import materials, trainings

__all__ = ["materials", "trainings"]
