"""The risk register to look at: its rows, the map of likelihood and impact, a risk's scores."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import ClassVar

from django.db.models import Count, FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from core.templatetags import portal
from workpackages.models import Action, ReportingPeriod, Risk, RiskBands, StateOfPlay

SORTS = ("title", "category_label", "owner", "level", "residual", "review_on", "actions")
SCALE = range(1, 6)
LIKELIHOODS = dict(
    zip(
        SCALE,
        [_("very unlikely"), _("unlikely"), _("possible"), _("likely"), _("very likely")],
        strict=True,
    )
)
IMPACTS = dict(
    zip(SCALE, [_("negligible"), _("minor"), _("moderate"), _("major"), _("severe")], strict=True)
)
BANDS = {"green": _("green"), "amber": _("amber"), "red": _("red")}
TONES = {"green": "tone-good", "amber": "tone-warn", "red": "tone-bad"}  # colour and shape
FAR_OFF = date.max


def bands_of(project) -> RiskBands:
    """The project's bands, or the usual ones; at most one statement."""
    try:
        return project.risk_bands
    except RiskBands.DoesNotExist:
        return RiskBands(project=project)


def levels_of(bands: RiskBands) -> dict[str, range]:
    """The levels of each band: {"green": range(1, 5), ...}."""
    return {
        "green": range(1, bands.amber_from),
        "amber": range(bands.amber_from, bands.red_from),
        "red": range(bands.red_from, 26),
    }


@dataclass(frozen=True, slots=True)
class Level:
    """A level as people read it: 12, amber."""

    likelihood: int
    impact: int
    band: str

    @classmethod
    def of(cls, likelihood: int | None, impact: int | None, bands: RiskBands) -> "Level | None":
        if not likelihood or not impact:
            return None
        return cls(likelihood, impact, bands.band(likelihood * impact))

    def __str__(self):
        return f"{self.value} {BANDS[self.band]}"

    @property
    def value(self) -> int:
        return self.likelihood * self.impact

    @property
    def tone(self) -> str:
        return TONES[self.band]

    @property
    def words(self) -> str:
        """likely (4) × moderate (3)"""
        likelihood, impact = LIKELIHOODS[self.likelihood], IMPACTS[self.impact]
        return f"{likelihood} ({self.likelihood}) × {impact} ({self.impact})"


@dataclass(slots=True)
class Row:
    """One risk as columns."""

    pk: int
    code: str
    url: str
    title: str
    category_label: str
    is_foreseen: bool
    owner: str
    now: Level
    after: Level | None  # after mitigation
    response: str
    review_on: date | None
    state: str
    state_label: str
    actions: int  # open ones
    packages: list[str] = field(default_factory=list)
    review: str = ""  # in words
    due: str = ""
    due_class: str = ""

    @property
    def level(self) -> int:
        return self.now.value

    @property
    def residual(self) -> int:
        """For the order: what nobody has estimated stands first."""
        return self.after.value if self.after else 0

    @property
    def open(self) -> bool:
        return self.state in Risk.OPEN

    @property
    def order(self) -> int:
        return int(self.code.removeprefix(Risk.PREFIX))


def rows(matching, project, partners: dict, bands: RiskBands, today: date) -> list[Row]:
    """The risks of a project in the order of their numbers; two statements.

    `partners` are the names of its participations by id.
    """
    categories, responses = dict(Risk.Category.choices), dict(Risk.Response.choices)
    states = dict(Risk.State.choices)
    address = project.get_absolute_url()
    found = {}
    columns = matching.order_by("sort_key").annotate(
        open_actions=Count("actions", filter=Q(actions__state=Action.State.OPEN))
    )
    for (
        pk,
        number,
        title,
        category,
        foreseen,
        lead,
        *score,
        response,
        review,
        state,
        n,
    ) in columns.values_list(
        *("pk", "number", "title", "category", "is_foreseen", "lead"),
        *("likelihood", "impact", "residual_likelihood", "residual_impact"),
        *("response", "review_on", "state", "open_actions"),
    ):
        found[pk] = row = Row(
            pk=pk,
            code=f"{Risk.PREFIX}{number}",
            url=f"{address}{Risk.PREFIX.lower()}{number}/",
            title=title,
            category_label=str(categories[category]),
            is_foreseen=foreseen,
            owner=partners[lead],
            now=Level.of(*score[:2], bands),
            after=Level.of(*score[2:], bands),
            response=str(responses[response]),
            review_on=review,
            state=state,
            state_label=str(states[state]),
            actions=n,
        )
        if review and row.open:
            row.review = portal.day(review)
            row.due = portal.due(review, today)
            row.due_class = f"due-{portal.lateness(review, today)}"
    links = Risk.work_packages.through.objects.filter(risk__project=project)
    named = links.order_by("workpackage__sort_key").values_list("risk", "workpackage__number")
    for pk, number in named:
        if pk in found:
            found[pk].packages.append(f"WP{number}")
    return list(found.values())


def in_order(found: list[Row], sort: str) -> list[Row]:
    """By one of SORTS, backwards with a minus; then by level, the highest first."""
    backwards, name = sort.startswith("-"), sort.removeprefix("-")
    by_level = sorted(found, key=lambda row: (-row.level, row.order))
    if name == "review_on":
        return sorted(by_level, key=lambda row: row.review_on or FAR_OFF, reverse=backwards)
    return sorted(by_level, key=lambda row: getattr(row, name), reverse=backwards)


@dataclass(slots=True)
class Cell:
    """One field of the map."""

    level: Level
    risks: list[Row] = field(default_factory=list)


def risk_map(found: Iterable[Row], bands: RiskBands, *, after: bool) -> list[tuple[int, str, list]]:
    """The open risks in a square: (likelihood, its word, five cells by impact), likeliest first.

    `after` places them where mitigation should bring them; who has no estimate stands nowhere.
    """
    placed = defaultdict(list)
    for row in found:
        level = row.after if after else row.now
        if row.open and level:
            placed[level.likelihood, level.impact].append(row)
    return [
        (
            likelihood,
            LIKELIHOODS[likelihood],
            [
                Cell(Level.of(likelihood, impact, bands), placed[likelihood, impact])
                for impact in SCALE
            ],
        )
        for likelihood in reversed(SCALE)
    ]


def tally(found: Iterable[Row], bands: RiskBands, *, after: bool) -> list[tuple]:
    """What stands on the map: (tone, word, first and last level, how many), the worst first."""
    levels = [row.after if after else row.now for row in found if row.open]
    counts = Counter(level.band for level in levels if level)
    return [
        (TONES[band], BANDS[band], of_band.start, of_band.stop - 1, counts[band])
        for band, of_band in reversed(levels_of(bands).items())
    ]


@dataclass(frozen=True, slots=True)
class Chart:
    """A risk's scores as a line of steps, in the coordinates of an SVG."""

    line: str  # the path
    points: list[tuple[int, float, Level]]  # x and y
    strips: list[tuple[str, float, float]]  # of the bands: tone, top and height

    WIDTH: ClassVar = 640
    HEIGHT: ClassVar = 150
    EDGE: ClassVar = 10  # round the points


def chart(scores: list, bands: RiskBands, today: date) -> Chart | None:
    """From the first look to today; None while there is only one. `scores` are in order."""
    if len(scores) < 2:
        return None
    first, right = scores[0].scored_on, Chart.WIDTH - Chart.EDGE
    days = max((today - first).days, 1)
    points = []
    for score in scores:
        share = min((score.scored_on - first).days / days, 1)
        x = Chart.EDGE + round((right - Chart.EDGE) * share)
        level = Level.of(score.likelihood, score.impact, bands)
        points.append((x, _height(level.value), level))
    (x, y, _level), *others = points
    line = f"M{x} {y}" + "".join(f"H{x}V{y}" for x, y, _level in others) + f"H{right}"
    edges = pairwise([0, bands.amber_from - 0.5, bands.red_from - 0.5, 25])
    strips = [
        (tone, _height(high), round(_height(low) - _height(high), 1))
        for tone, (low, high) in zip(TONES.values(), edges, strict=True)
    ]
    return Chart(line, points, strips)


def _height(level: float) -> float:
    """Where a level lies; 0 at the bottom, 25 at the top."""
    inner = Chart.HEIGHT - 2 * Chart.EDGE
    return round(Chart.HEIGHT - Chart.EDGE - inner * level / 25, 1)


def states_of(risk, today: date) -> list[dict]:
    """The periods that have begun, each with what was reported of the risk; one statement."""
    of_risk = FilteredRelation("states_of_play", condition=Q(states_of_play__risk=risk))
    labels = dict(StateOfPlay.Applied.choices)
    found = (
        ReportingPeriod.objects.begun(risk.project, today)
        .annotate(of_risk=of_risk)
        .order_by("number")
    )
    columns = ("number", "of_risk__applied", "of_risk__materialised", "of_risk__comment")
    return [
        {
            "number": number,
            "applied": labels.get(applied, ""),
            "materialised": materialised,
            "comment": comment,
        }
        for number, applied, materialised, comment in found.values_list(*columns)
    ]
