"""Trainings in Django admin, by noun: everything is seen, and every repair goes through an act."""

from . import attendance, invitations, materials, participants, trainings

__all__ = ["attendance", "invitations", "materials", "participants", "trainings"]
