"""Trainings in Django admin, by noun: everything is seen, and every repair goes through an act."""

from . import participants, trainings

__all__ = ["participants", "trainings"]
