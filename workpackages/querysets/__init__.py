from .codes import CodeQuerySet
from .countdown import CountdownQuerySet
from .dependencies import DependencyQuerySet
from .effort import EffortReportQuerySet, PlannedEffortQuerySet, ReportingPeriodQuerySet
from .items import (
    DeliverableQuerySet,
    MilestoneQuerySet,
    PlanItemQuerySet,
    ReviewQuerySet,
    TaskQuerySet,
    WorkPackageQuerySet,
    approves,
    coordinates,
    owes,
)
from .meetings import ActionQuerySet, MeetingQuerySet
from .of_project import OfProjectQuerySet
from .risks import RiskQuerySet
from .saved_filters import SavedFilterQuerySet

__all__ = [
    "ActionQuerySet",
    "CodeQuerySet",
    "CountdownQuerySet",
    "DeliverableQuerySet",
    "DependencyQuerySet",
    "EffortReportQuerySet",
    "MeetingQuerySet",
    "MilestoneQuerySet",
    "OfProjectQuerySet",
    "PlanItemQuerySet",
    "PlannedEffortQuerySet",
    "ReportingPeriodQuerySet",
    "ReviewQuerySet",
    "RiskQuerySet",
    "SavedFilterQuerySet",
    "TaskQuerySet",
    "WorkPackageQuerySet",
    "approves",
    "coordinates",
    "owes",
]
