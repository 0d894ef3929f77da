from .deliverable import Deliverable
from .milestone import Milestone
from .task import Task
from .work_package import WorkPackage

__all__ = ["Deliverable", "Milestone", "Task", "WorkPackage"]
