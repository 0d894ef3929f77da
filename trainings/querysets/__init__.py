"""Questions and rights of the trainings, by noun."""

from .content import MaterialQuerySet, OfProgrammeQuerySet, OfTrainingQuerySet
from .invitations import InvitationQuerySet
from .participants import ConsentQuerySet, OfRegistrationQuerySet, QuestionQuerySet
from .trainings import (
    ProgrammeQuerySet,
    RegistrationQuerySet,
    TrainingDayQuerySet,
    TrainingQuerySet,
    organises,
    sees_training,
)

__all__ = [
    "ConsentQuerySet",
    "InvitationQuerySet",
    "MaterialQuerySet",
    "OfProgrammeQuerySet",
    "OfRegistrationQuerySet",
    "OfTrainingQuerySet",
    "ProgrammeQuerySet",
    "QuestionQuerySet",
    "RegistrationQuerySet",
    "TrainingDayQuerySet",
    "TrainingQuerySet",
    "organises",
    "sees_training",
]
