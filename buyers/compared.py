"""What a page, a download or a document says of options that are compared; made by
`buyers.scoring` for one reader."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers import comparison
from buyers.figures import percent, rounded
from buyers.models import PlanOption, ScoreSheet

AGREEMENT = {
    "": "",
    comparison.AGREE: gettext_lazy("members agree"),
    comparison.SPREAD: gettext_lazy("some spread"),
    comparison.DISAGREE: gettext_lazy("members disagree"),
}


@dataclass(frozen=True, slots=True)
class CriterionView:
    pk: int
    name: str
    description: str
    weight: Decimal
    share: Fraction | None = None  # None: all weigh nothing

    @property
    def weight_typed(self) -> str:
        """As a form takes it, whatever the language."""
        return str(self.weight)

    @property
    def share_text(self) -> str:
        return "–" if self.share is None else percent(self.share)


@dataclass(frozen=True, slots=True)
class Cell:
    """An option by one criterion. `mean` is None where nobody has scored it, or it `is_hidden`."""

    mean: Fraction | None = None
    is_hidden: bool = False
    agreement: str = ""
    spread: Fraction | None = None
    low: int | None = None  # for who steers the group
    high: int | None = None

    @property
    def text(self) -> str:
        if self.is_hidden:
            return _("hidden: fewer than three members")
        return "–" if self.mean is None else rounded(self.mean, 1)

    @property
    def agreement_text(self) -> str:
        return str(AGREEMENT[self.agreement])


@dataclass(frozen=True, slots=True)
class OptionView:
    pk: int
    name: str
    kind: str
    kind_label: str
    article: str
    explained: str
    description: str
    applicable_law: str
    acting_body: str
    state: str
    state_label: str
    cells: tuple[Cell, ...] = ()  # in the order of the criteria
    total: Fraction | None = None  # 0 to 10
    rank: int | None = None
    agreement: str = ""

    @property
    def is_hidden(self) -> bool:
        return self.total is None and any(cell.is_hidden for cell in self.cells)

    @property
    def total_text(self) -> str:
        if self.total is not None:
            return rounded(self.total, 2)
        return _("hidden: fewer than three members") if self.is_hidden else "–"

    @property
    def width(self) -> str:
        """Of its bar, in per cent."""
        return "0" if self.total is None else f"{float(self.total) * 10:.2f}"

    @property
    def agreement_text(self) -> str:
        return str(AGREEMENT[self.agreement])


@dataclass(frozen=True, slots=True)
class Sheet:
    """The scores of one member that the reader may read: {(option, criterion): score}."""

    organisation: int
    name: str
    state: str  # "" where there is no sheet yet
    discloses: bool
    is_own: bool
    missing: int  # of what is compared now
    scores: dict = field(default_factory=dict)

    @property
    def is_given(self) -> bool:
        return self.state == ScoreSheet.State.GIVEN

    @property
    def state_label(self) -> str:
        return str(dict(ScoreSheet.State.choices).get(self.state, ""))


@dataclass(frozen=True, slots=True)
class Compared:
    question: str
    question_label: str
    options: list[OptionView]  # the highest total first; what has none comes last
    out: list[OptionView]
    criteria: list[CriterionView]
    sheets: list[Sheet]  # given ones that the reader may read, and drafts of their own
    own: list[Sheet]  # of each member for whom the reader scores
    asked: int
    given: int
    incomplete: int  # of the given ones: something is compared that they do not score
    waiting: list[str]  # who has not given any, or not all; for who steers the group
    everything: bool  # nothing is hidden from this reader
    sensitivity: list[str] = field(default_factory=list)

    @property
    def chosen(self) -> OptionView | None:
        return next((each for each in self.options if each.state == PlanOption.State.CHOSEN), None)

    @property
    def hides(self) -> bool:
        return any(cell.is_hidden for option in self.options for cell in option.cells)

    @property
    def has_weights(self) -> bool:
        return all(each.share is not None for each in self.criteria)

    @property
    def is_scored(self) -> bool:
        cells = [cell for option in self.options for cell in option.cells]
        return any(cell.mean is not None or cell.is_hidden for cell in cells)

    @property
    def rows(self) -> list[tuple[OptionView, list[tuple[CriterionView, Cell]]]]:
        """Of the table: each option with its cells."""
        return [
            (option, list(zip(self.criteria, option.cells, strict=True))) for option in self.options
        ]

    @property
    def single(self) -> list[tuple[Sheet, list[tuple[OptionView, list[int | None]]]]]:
        """Each sheet that may be read, with the scores of each option by criterion."""
        return [
            (
                sheet,
                [
                    (option, [sheet.scores.get((option.pk, each.pk)) for each in self.criteria])
                    for option in self.options
                ],
            )
            for sheet in self.sheets
        ]

    @property
    def columns(self) -> int:
        """Of the table of single scores."""
        return len(self.criteria) + 1
