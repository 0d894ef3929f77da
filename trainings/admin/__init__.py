"""Trainings in Django admin, by noun: everything is seen, and every repair goes through an act."""

from . import invitations, trainings

__all__ = ["invitations", "trainings"]
