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
from .plans import (
    ApprovalQuerySet,
    ClauseQuerySet,
    DecisionQuerySet,
    FeasibilityPlanQuerySet,
    FundingSchemeQuerySet,
    FundingSourceQuerySet,
    OfCostQuerySet,
    OfPlanQuerySet,
    OwnedQuerySet,
    PlanPartQuerySet,
    ScoreSheetQuerySet,
    VersionOfPartQuerySet,
)
from .requests import DeclarationQuerySet, MemberRequestQuerySet

__all__ = [
    "ApprovalQuerySet",
    "BuyerGroupQuerySet",
    "BuyerMembershipQuerySet",
    "BuyerPersonQuerySet",
    "ClauseQuerySet",
    "CodeQuerySet",
    "CommitmentQuerySet",
    "ConsultationQuerySet",
    "DecisionQuerySet",
    "DeclarationQuerySet",
    "FeasibilityPlanQuerySet",
    "FundingSchemeQuerySet",
    "FundingSourceQuerySet",
    "MemberRequestQuerySet",
    "NeedQuerySet",
    "OfConsultationQuerySet",
    "OfCostQuerySet",
    "OfGroupQuerySet",
    "OfNeedQuerySet",
    "OfPlanQuerySet",
    "OwnedQuerySet",
    "PlanPartQuerySet",
    "PlanningDocumentQuerySet",
    "ScoreSheetQuerySet",
    "ShareQuerySet",
    "VersionOfPartQuerySet",
]
