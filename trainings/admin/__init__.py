"""Trainings in Django admin, by noun: everything is seen, and every repair goes through an act."""

from . import attendance, trainings

__all__ = ["attendance", "trainings"]
