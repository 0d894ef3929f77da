from .invitation import Invitation
from .organisation import Organisation
from .person import Person, display_name
from .project import Participation, Project, ProjectReader, TeamMember

__all__ = [
    "Invitation",
    "Organisation",
    "Participation",
    "Person",
    "Project",
    "ProjectReader",
    "TeamMember",
    "display_name",
]
