from .content import AgendaItem, CoHost, Material, Module, Trainer
from .invitation import Invitation
from .message import Message
from .participants import Attendance, Consent, Question, QuestionAnswer, SpecialNeeds
from .programme import Programme
from .registration import Registration
from .training import Training, TrainingDay

__all__ = [
    "AgendaItem",
    "Attendance",
    "CoHost",
    "Consent",
    "Invitation",
    "Material",
    "Message",
    "Module",
    "Programme",
    "Question",
    "QuestionAnswer",
    "Registration",
    "SpecialNeeds",
    "Trainer",
    "Training",
    "TrainingDay",
]
