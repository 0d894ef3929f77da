"""What has a date in a training: its days, the end of registration, the go/no-go day.

All items of a training have its key; kinds tell them apart. An invitation has its own, for its
person; the unanswered ones of a training are one item for its organiser. Too few registrations are
an item of their own on the go/no-go day, so that reminders of it can stop when the minimum is
reached.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.clock import UTC, wall_moment
from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.querysets import day_or_today
from trainings.models import Invitation, Registration, Training

ORGANISER = {"organiser": gettext_lazy("Organiser")}

KINDS = (
    Kind(
        "training_day",
        gettext_lazy("Training"),
        {"participant": gettext_lazy("Participants"), **ORGANISER},
    ),
    Kind("registration_closes", gettext_lazy("Registration closes"), ORGANISER),
    Kind("go_no_go", gettext_lazy("Go or no-go decision"), ORGANISER),
    Kind("registrations_lag", gettext_lazy("Registrations below the minimum"), ORGANISER),
    Kind(
        "training_invitation",
        gettext_lazy("Invitation to a training"),
        {"invited": gettext_lazy("Who is invited")},
    ),
    Kind("invitations_open", gettext_lazy("Invitations without an answer"), ORGANISER),
)

State = Training.State
INVITATION = Invitation._meta.label_lower
COLUMNS = (
    "pk",
    "slug",
    "title",
    "state",
    "venue",
    "city",
    "zone",
    "starts_at",
    "ends_at",
    "first_day",
    "decision_day",
    "registration_switch",
    "registration_closes",
    "counting",
    "sequence",
    "programme__minimum",
    "project_id",
    "project__acronym",
    "project__slug",
    "project__closed_on",
)


@cache
def _rows():
    """Built once: docs/speed.md."""
    return Training.objects.order_by("first_day", "pk").values(*COLUMNS)


@cache
def _rows_with_answers():
    """The same, with the last day on which an invitation is to be answered and how many are not."""
    sent = Invitation.objects.once_sent().filter(training=OuterRef("pk")).order_by()
    sent = sent.values("training")
    open_ones = sent.filter(state=Invitation.State.SENT)
    return _rows().annotate(
        last_answer=Subquery(sent.values(last=Max("answer_by"))),
        unanswered=Subquery(open_ones.values(number=Count("pk"))),
    )


def items(first: date, last: date, person=None, project=None) -> Iterator[DatedItem]:
    """Three statements with a person, else two. Go/no-go and lagging registrations see those who
    run it; unanswered invitations are of nobody in particular.

    A training of several days is one item, from its first start to its last end.
    """
    # Registration closes at a moment; zones reach from UTC-12 to UTC+14.
    closes = (
        wall_moment(first - timedelta(days=1), zone="UTC"),
        wall_moment(last + timedelta(days=2), zone="UTC"),
    )
    wanted = Q(first_day__isnull=False) & (
        Q(first_day__range=(first, last))
        | Q(decision_day__range=(first, last))
        | Q(registration_closes__range=closes)
    )
    if person:
        found = _rows().filter(wanted).visible_to(person)
    else:
        found = _rows_with_answers().filter(wanted | Q(last_answer__range=(first, last)))
    if project is not None:
        found = found.filter(project=project)
    rows = list(found)
    deciding = {
        row["pk"] for row in rows if row["decision_day"] and first <= row["decision_day"] <= last
    }
    if person and deciding:
        run = Training.objects.runnable_by(person).filter(pk__in=deciding).order_by()
        deciding = set(run.values_list("pk", flat=True))
    pages = {}
    labels = {value: str(label) for value, label in State.choices}
    for row in rows:
        slug = row["project__slug"]
        if slug not in pages:
            pages[slug] = reverse("trainings:list", args=[slug])
        row["url"] = f"{pages[slug]}{row['slug']}/"
        row["state_label"] = labels[row["state"]]
        if row["first_day"]:
            yield from _of_its_days(row, first, last, row["pk"] in deciding)
        answered = row.get("last_answer")
        if answered and first <= answered <= last:
            yield _invitations_open(row)
    yield from _invited(first, last, person, project)


def _of_its_days(row: dict, first: date, last: date, is_decided: bool) -> Iterator[DatedItem]:
    if first <= row["first_day"] <= last:
        yield _training_day(row)
    if row["registration_closes"]:
        item = _registration_closes(row)
        if first <= item.day <= last:
            yield item
    if is_decided:
        yield _go_no_go(row)
        yield _registrations_lag(row)


def _invited(first: date, last: date, person, project) -> Iterator[DatedItem]:
    """Invitations to be answered; with a person only their own, whose page is their link."""
    found = _asked_columns().filter(answer_by__range=(first, last))
    if project is not None:
        found = found.filter(training__project=project)
    if person is not None:
        found = found.filter(person=person)
    for row in found:
        is_open = row["state"] == Invitation.State.SENT and not row["registered"]
        if person is not None and is_open:
            url = Invitation(link_nonce=row["link_nonce"]).answer_page
        else:
            of_training = row["training__project__slug"], row["training__slug"]
            url = reverse("trainings:training", args=of_training)
        takes_answers = (
            row["training__state"] in Training.FIXED
            and row["training__registration_switch"]
            and row["training__project__closed_on"] is None
        )
        yield DatedItem(
            key=f"{INVITATION}:{row['pk']}",
            kind="training_invitation",
            label=_("%(training)s: answer the invitation") % {"training": row["training__title"]},
            moment=row["answer_by"],
            url=url,
            project_id=row["training__project_id"],
            project=row["training__project__acronym"],
            open=is_open and takes_answers,
            state=str(Invitation.State(row["state"]).label),
        )


@cache
def _asked_columns():
    """Built once: docs/speed.md."""
    of_training = ("title", "slug", "state", "registration_switch", "project_id")
    of_project = ("slug", "acronym", "closed_on")
    return _asked().values(
        *("pk", "answer_by", "state", "link_nonce", "registered"),
        *(f"training__{column}" for column in of_training),
        *(f"training__project__{column}" for column in of_project),
    )


@cache
def _asked():
    """Built once: docs/speed.md."""
    seat = Registration.objects.active().filter(
        training=OuterRef("training"), person=OuterRef("person")
    )
    found = Invitation.objects.once_sent()
    return found.annotate(registered=Exists(seat)).order_by("answer_by", "pk")


def keys_in(package) -> set[str]:
    """The keys of the trainings that serve the tasks of a work package."""
    found = Training.objects.filter(programme__task__work_package=package).order_by()
    return {_key(pk) for pk in found.values_list("pk", flat=True)}


def answerable(role: str, keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Participants: who has a confirmed seat. Organiser: its people who may act for it today.
    Invited: who was sent an invitation, has not answered it and is not registered."""
    if role == "invited":
        asked = _asked().filter(
            pk__in=ids_by_model(keys).get(INVITATION, []),
            state=Invitation.State.SENT,
            registered=False,
        )
        for pk, person in asked.values_list("pk", "person"):
            yield f"{INVITATION}:{pk}", person
        return
    ids = ids_by_model(keys).get(Training._meta.label_lower, [])
    if role == "participant":
        seats = Registration.objects.filter(training__in=ids, state=Registration.State.CONFIRMED)
        pairs = seats.values_list("training", "person")
    else:
        team = TeamMember.objects.valid_on(day_or_today(None)).editors()
        pairs = team.filter(participation__trainings__in=ids).values_list(
            "participation__trainings", "person"
        )
    for pk, person in pairs.distinct():
        yield _key(pk), person


def _key(pk: int) -> str:
    return f"{Training._meta.label_lower}:{pk}"


def _item(
    row: dict, kind: str, label: str, moment: date | datetime, *, open: bool, **fields
) -> DatedItem:
    fields.setdefault("cancelled", row["state"] in Training.OFF)
    return DatedItem(
        key=_key(row["pk"]),
        kind=kind,
        label=label,
        moment=moment,
        url=row["url"],
        project_id=row["project_id"],
        project=row["project__acronym"],
        open=open and row["project__closed_on"] is None,
        **fields,
    )


def _training_day(row: dict) -> DatedItem:
    return _item(
        row,
        "training_day",
        row["title"],
        row["starts_at"],
        ends=row["ends_at"],
        zone=row["zone"],
        place=", ".join(part for part in (row["venue"], row["city"]) if part),
        open=row["state"] in Training.FIXED,
        state=row["state_label"],
        sequence=row["sequence"],
    )


def _registration_closes(row: dict) -> DatedItem:
    is_open = row["registration_switch"] and row["state"] in Training.FIXED
    return _item(
        row,
        "registration_closes",
        _("%(training)s: registration closes") % {"training": row["title"]},
        row["registration_closes"].astimezone(UTC),
        zone=row["zone"],
        open=is_open,
        state=_("registration open") if is_open else _("registration closed"),
    )


def _go_no_go(row: dict) -> DatedItem:
    return _item(
        row,
        "go_no_go",
        _("%(training)s: go or no-go") % {"training": row["title"]},
        row["decision_day"],
        open=row["state"] == State.SCHEDULED,
        state=row["state_label"],
    )


def _invitations_open(row: dict) -> DatedItem:
    """One item for the invitations of a training, on the last day on which one is answered."""
    number = row["unanswered"] or 0
    words = ngettext(
        "%(training)s: %(n)d invitation without an answer",
        "%(training)s: %(n)d invitations without an answer",
        number,
    )
    return _item(
        row | {"url": f"{row['url']}invitations/?show=sent"},
        "invitations_open",
        words % {"training": row["title"], "n": number},
        row["last_answer"],
        open=number > 0 and row["state"] in Training.FIXED and row["registration_switch"],
        state=_("unanswered") if number else _("answered"),
        cancelled=row["state"] == State.CANCELLED,  # a merge takes back what was not answered
    )


def _registrations_lag(row: dict) -> DatedItem:
    count, minimum = row["counting"], row["programme__minimum"]
    numbers = {"training": row["title"], "count": count, "minimum": minimum}
    return _item(
        row,
        "registrations_lag",
        _("%(training)s: %(count)d of at least %(minimum)d registered") % numbers,
        row["decision_day"],
        open=row["state"] == State.SCHEDULED and count < minimum,
        state=_("below the minimum") if count < minimum else _("minimum reached"),
    )
