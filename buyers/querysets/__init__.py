"""Questions and rights of the buyer groups, by noun."""

from .codes import CodeQuerySet
from .commitments import CommitmentQuerySet
from .consultations import ConsultationQuerySet, OfConsultationQuerySet
from .groups import (
    BuyerGroupQuerySet,
    BuyerMembershipQuerySet,
    BuyerPersonQuerySet,
    OfGroupQuerySet,
)
from .needs import NeedQuerySet, OfNeedQuerySet, ShareQuerySet
from .opendata import PlanningDocumentQuerySet
from .requests import DeclarationQuerySet, MemberRequestQuerySet

__all__ = [
    "BuyerGroupQuerySet",
    "BuyerMembershipQuerySet",
    "BuyerPersonQuerySet",
    "CodeQuerySet",
    "CommitmentQuerySet",
    "ConsultationQuerySet",
    "DeclarationQuerySet",
    "MemberRequestQuerySet",
    "NeedQuerySet",
    "OfConsultationQuerySet",
    "OfGroupQuerySet",
    "OfNeedQuerySet",
    "PlanningDocumentQuerySet",
    "ShareQuerySet",
]
