"""The tables of trainings, one for each programme: what stands in their cells, and the next act.

Words, days and addresses are made here and once, for a list may have very many rows; the rows are
dicts, in which a template looks up faster than in objects.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.clock import local_day
from core.rights import holds, tell
from core.templatetags.portal import day, day_month, meter
from partners.models import Participation
from trainings.models import Programme, Training
from trainings.querysets import organises
from trainings.views import addresses
from trainings.views import rows as printed

DECIDE_AHEAD = timedelta(days=7)  # go/no-go is the next act this long before its day
COLUMNS = (
    "programme",
    "project",
    "organiser",
    "title",
    "slug",
    "region",
    "city",
    "zone",
    "capacity",
    "seats_taken",
    "counting",
    "state",
    "registration_switch",
    "registration_opens",
    "registration_closes",
    "decision_day",
    "window_opens",
    "window_closes",
    "first_day",
    "last_day",
    "starts_at",
)
ACTS = {  # words, name of the page, whether the button stands out
    "schedule": (_("Fix days"), "trainings:schedule", True),
    "held": (_("Was it held?"), "trainings:training", True),
    "open": (_("Open registration"), "trainings:open", True),
    "confirm": (_("Go or no-go"), "trainings:confirm", True),
    "registrations": (_("Registrations"), "trainings:registrations", False),
    "register": (_("Register"), "trainings:training", False),
    "wait": (_("Waiting list"), "trainings:training", False),
}


def with_rows(programmes, project, person, now: datetime) -> list[Programme]:
    """The programmes with rights, each with its trainings as the `rows` of its table."""
    programmes = list(programmes)
    cells = Cells(project)
    to_edit, to_run = Programme.objects.rights_of(person), organises(person, None)
    trainings = by_programme(programmes)
    for programme in programmes:
        programme.project = project
        tell(programme, to_edit)
        programme.rows, programme.runs_one = [], programme.may_edit
        for training in trainings[programme.pk]:
            training.project = project
            training.may_schedule = programme.may_edit  # both follow from the programme's task
            training.organises = holds(to_run, training)
            programme.runs_one |= training.organises
            programme.rows.append(cells.row(training, programme.minimum, next_act(training, now)))
        programme.printed = printed.trainings(programme.rows, counted=project.inside)
    return programmes


def by_programme(programmes) -> dict[int, list[Training]]:
    """{programme: its trainings, in the order of their days}"""
    rows = Training.objects.filter(programme__in=programmes).only(*COLUMNS)
    found = defaultdict(list)
    known = {programme.pk: programme for programme in programmes}
    for training in rows.order_by(F("first_day").asc(nulls_last=True), "pk"):
        training.programme = known[training.programme_id]  # whose window it has without an own
        found[training.programme_id].append(training)
    return found


def next_act(training, now) -> str:
    """Which of the `ACTS` the person does next with a training of which they know their rights."""
    state = Training.State
    if training.state in (state.PLANNED, state.POSTPONED):
        return "schedule" if training.may_schedule else ""
    if training.state not in Training.FIXED:
        return ""
    if training.may_run:
        if training.has_begun(now):
            return "held"
        if not training.registration_switch:
            return "open"
        decides = training.state == state.SCHEDULED and training.decision_day
        if decides and training.decision_day - DECIDE_AHEAD <= local_day(now, training.zone):
            return "confirm"
        return "registrations"
    if training.takes_registrations(now):
        return "register" if training.seats_free else "wait"
    return ""


class Cells:
    """What the rows of a project's trainings have in common, made once."""

    def __init__(self, project):
        self.project = project
        self.states = {value: str(label) for value, label in Training.State.choices}
        self.acts = {act: (str(words), *more) for act, (words, *more) in ACTS.items()}
        self.addresses = {
            page: addresses(page, project.slug, each="0-0") for _words, page, _out in ACTS.values()
        }
        partners = Participation.objects.filter(project=project.pk)
        self.organisers = dict(partners.values_list("pk", "organisation__short_name"))

    def row(self, training, minimum, act) -> dict:
        words, page, stands_out = self.acts.get(act, ("", "", False))
        several = training.last_day != training.first_day
        return {
            "address": self.addresses["trainings:training"](training.slug),
            "title": training.title,
            "place": ", ".join(part for part in (training.city, training.region) if part),
            "starts": day_month(training.first_day, self.project),
            "until": day(training.last_day) if several else "",
            "window": _own_window(training),
            "organiser": self.organisers[training.organiser_id],
            "meter": training.first_day and meter(training.counting, minimum, training.capacity),
            "state": training.state,
            "state_words": self.states[training.state],
            "act": words,
            "act_address": page and self.addresses[page](training.slug),
            "stands_out": stands_out,
        }


def _own_window(training) -> str:
    """When it may take place, of one without days whose window is not that of its programme."""
    if training.first_day or not (training.window_opens or training.window_closes):
        return ""
    return gettext("%(opens)s to %(closes)s") % {
        "opens": day(training.opens),
        "closes": day(training.closes),
    }
