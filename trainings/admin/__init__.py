"""Trainings in Django admin, by noun: everything is seen, and every repair goes through an act."""

from . import attendance, content, invitations, materials, participants, trainings

__all__ = ["attendance", "content", "invitations", "materials", "participants", "trainings"]
