"""Trainings in Django admin, by noun: everything is seen, and every repair goes through an act."""

from . import content, trainings

__all__ = ["content", "trainings"]
