"""The tables of the buyer groups, by noun."""

from .codes import ClassificationCode
from .commitment import Commitment
from .conflict import ConflictDeclaration
from .consultation import Consultation, ConsultationQuestion, SupplierContact
from .groups import BuyerGroup, BuyerMembership, BuyerPerson, Tier
from .need import Indicator, Need, NeedShare, PriorArt, ShareIndicator
from .procurement import PlannedProcurement, PlanningDocument
from .request import MemberRequest

__all__ = [
    "BuyerGroup",
    "BuyerMembership",
    "BuyerPerson",
    "ClassificationCode",
    "Commitment",
    "ConflictDeclaration",
    "Consultation",
    "ConsultationQuestion",
    "Indicator",
    "MemberRequest",
    "Need",
    "NeedShare",
    "PlannedProcurement",
    "PlanningDocument",
    "PriorArt",
    "ShareIndicator",
    "SupplierContact",
    "Tier",
]
