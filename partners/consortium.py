"""Writing the consortium: projects, partners, organisations, and the places on their teams."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.history import record
from partners import inviting
from partners.models import Organisation, Participation, Person, Project, ProjectReader, TeamMember


@transaction.atomic
def found(
    *,
    project: Project,
    organisation: Organisation,
    coordinator_email: str,
    coordinator_name: str,
    by: Person,
    now: datetime,
) -> Project:
    """A new project with its coordinator, whose first person is invited. By an administrator."""
    project.full_clean()
    record(project, _("Project created"), by=by)
    participation = add_partner(
        participation=Participation(
            project=project, number=1, role=Participation.Role.COORDINATOR, entry=project.start
        ),
        organisation=organisation,
        by=by,
    )
    try:
        inviting.invite_to_team(
            participation=participation,
            email=coordinator_email,
            name=coordinator_name,
            by=by,
            now=now,
        )
    except ValidationError as refusal:
        errors = refusal.update_error_dict({})
        raise ValidationError({f"coordinator_{at}": told for at, told in errors.items()}) from None
    return project


@transaction.atomic
def add_partner(
    *, participation: Participation, organisation: Organisation, by: Person
) -> Participation:
    """Bring an organisation into a project; one that the portal does not know is entered too."""
    _hold(participation.project_id)
    participation.organisation = register(organisation=organisation, by=by)
    participation.full_clean()
    record(participation, _("Joined the project"), by=by)
    return participation


@transaction.atomic
def register(*, organisation: Organisation, by: Person) -> Organisation:
    """The organisation as a row; a known one is left as it is."""
    if organisation.pk is None:
        organisation.full_clean()
        record(organisation, _("Entered"), by=by)
    return organisation


@transaction.atomic
def change(*, row, by: Person, reason: str = "", **values):
    """Write new values to a project, partner, organisation or place, as it is now.

    Raises ValidationError where a rule forbids it. Returns the row.
    """
    if isinstance(row, Participation):
        _hold(row.project_id)
    row = type(row)._base_manager.select_for_update().get(pk=row.pk)
    changed = [name for name in values if getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    row.full_clean()
    record(row, reason, *changed, by=by)
    return row


def end_place(
    *, place: TeamMember | ProjectReader, until: date, by: Person, reason: str = ""
) -> TeamMember | ProjectReader:
    """The place holds until this day, included; it stays in the history of the team."""
    return change(row=place, until=until, by=by, reason=reason or _("Place ended"))


def _hold(project_id: int) -> None:
    """Nobody else takes a number or the coordination in this project until the transaction ends."""
    Project.objects.select_for_update().get(pk=project_id)
