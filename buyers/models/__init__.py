"""The tables of the buyer groups, by noun."""

from .codes import ClassificationCode
from .commitment import Commitment
from .conflict import ConflictDeclaration
from .consultation import Consultation, ConsultationQuestion, SupplierContact
from .costs import BuyerVolume, CostItem, CostShare
from .decision import Decision, Gate, PlanRisk
from .funding import BudgetLine, FundingScheme, FundingSource
from .groups import BuyerGroup, BuyerMembership, BuyerPerson, Tier
from .need import Indicator, Need, NeedShare, PriorArt, ShareIndicator
from .options import Clause, Criterion, PlanOption, Question, Score, ScoreSheet
from .plan import FeasibilityPlan, PartApproval, PartVersion, PlanPart
from .procurement import PlannedProcurement, PlanningDocument
from .request import MemberRequest
from .scenario import Scenario, ScenarioPrice

__all__ = [
    "BudgetLine",
    "BuyerGroup",
    "BuyerMembership",
    "BuyerPerson",
    "BuyerVolume",
    "ClassificationCode",
    "Clause",
    "Commitment",
    "ConflictDeclaration",
    "Consultation",
    "ConsultationQuestion",
    "CostItem",
    "CostShare",
    "Criterion",
    "Decision",
    "FeasibilityPlan",
    "FundingScheme",
    "FundingSource",
    "Gate",
    "Indicator",
    "MemberRequest",
    "Need",
    "NeedShare",
    "PartApproval",
    "PartVersion",
    "PlanOption",
    "PlanPart",
    "PlanRisk",
    "PlannedProcurement",
    "PlanningDocument",
    "PriorArt",
    "Question",
    "Scenario",
    "ScenarioPrice",
    "Score",
    "ScoreSheet",
    "ShareIndicator",
    "SupplierContact",
    "Tier",
]
