from .baseline import Baseline, BaselineItem
from .codes import Code
from .countdown import CountdownStep
from .deliverable import Deliverable
from .dependency import Dependency
from .effort import EffortReport, PlannedEffort, ReportedEffort, ReportingPeriod
from .meeting import Action, Decision, Meeting
from .milestone import Milestone
from .review import Review
from .risk import Risk, RiskBands, RiskScore, StateOfPlay
from .saved_filter import SavedFilter
from .task import Task
from .work_package import WorkPackage

__all__ = [
    "Action",
    "Baseline",
    "BaselineItem",
    "Code",
    "CountdownStep",
    "Decision",
    "Deliverable",
    "Dependency",
    "EffortReport",
    "Meeting",
    "Milestone",
    "PlannedEffort",
    "ReportedEffort",
    "ReportingPeriod",
    "Review",
    "Risk",
    "RiskBands",
    "RiskScore",
    "SavedFilter",
    "StateOfPlay",
    "Task",
    "WorkPackage",
]
