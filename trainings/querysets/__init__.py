"""Questions and rights of the trainings, by noun."""

from .content import (
    AgendaItemQuerySet,
    MaterialQuerySet,
    ModuleQuerySet,
    OfProgrammeQuerySet,
    OfTrainingQuerySet,
    TrainerQuerySet,
)
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
    "AgendaItemQuerySet",
    "ConsentQuerySet",
    "InvitationQuerySet",
    "MaterialQuerySet",
    "ModuleQuerySet",
    "OfProgrammeQuerySet",
    "OfRegistrationQuerySet",
    "OfTrainingQuerySet",
    "ProgrammeQuerySet",
    "QuestionQuerySet",
    "RegistrationQuerySet",
    "TrainerQuerySet",
    "TrainingDayQuerySet",
    "TrainingQuerySet",
    "organises",
    "sees_training",
]
