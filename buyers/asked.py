"""What waits for a person in their buyer groups: answers, scores, drafts, what expires, parts and
decisions of a feasibility plan."""

from datetime import date
from typing import NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from buyers.models import (
    Commitment,
    CostItem,
    Criterion,
    FeasibilityPlan,
    Need,
    NeedShare,
    PlanOption,
    PlanPart,
    Question,
    ScoreSheet,
)
from buyers.parts import (
    title_of,
)
from buyers.places import buyer_places_of
from buyers.querysets.groups import open_project, own

State = Commitment.State
SHARED = Need.State.SHARED


class Asked(NamedTuple):
    """One line of a desk. A need without a day is asked all the same."""

    due: date | None
    label: str
    hint: str  # why it stands here
    url: str
    act: str  # the words of the button
    act_url: str


def asked_of(person, today: date, until: date) -> list[Asked]:
    """By day, those without one last. Six statements, one more where options wait for scores; none
    for whom no member names.

    Members that buy are asked for answers and decisions; followers may answer, and are not asked.
    """
    if not buyer_places_of(person, today).seats:
        return []
    found = [
        *_answers(person, today),
        *_scores(person, today),
        *_commitments(person, today, until),
        *_decisions(person, today),
        *_parts(person, today, until),
        *_quantities(person, today),
    ]
    return sorted(found, key=lambda row: (row.due is None, row.due or until, row.label))


def _answers(person, today: date):
    """A need stands here once for each answer that its members have given, or once without."""
    buying = buyer_places_of(person, today).buying
    mine = Q(
        shares__state=NeedShare.State.GIVEN,
        shares__organisation__in={organisation for _group, organisation in buying},
    )
    needs = Need.objects.filter(
        open_project(), group__in={group for group, _organisation in buying}, state=SHARED
    )
    needs = needs.annotate(given=FilteredRelation("shares", condition=mine))
    needs = needs.annotate(answered_by=F("given__organisation"))
    needs = list(needs.select_related("group__project").order_by("group", "number"))
    given = {(need.pk, need.answered_by) for need in needs}
    for need in {need.pk: need for need in needs}.values():
        for group, organisation in sorted(buying):
            if group == need.group_id and (need.pk, organisation) not in given:
                url = need.get_absolute_url()
                yield Asked(
                    due=need.answers_due,
                    label=str(need),
                    hint=_("%(group)s wants to know what you need") % {"group": need.group},
                    url=url,
                    act=_("Answer"),
                    act_url=f"{url}answers/{organisation}/",
                )


def _scores(person, today: date):
    """Questions of feasibility plans that wait for the scores of a member, until one is chosen."""
    active = buyer_places_of(person, today).active
    groups = {group for group, _organisation in active}
    options = PlanOption.objects.filter(open_project("plan__group__"), plan__group__in=groups)
    same = {"plan": OuterRef("plan"), "question": OuterRef("question")}
    waiting = options.filter(
        Exists(Criterion.objects.standing().filter(**same)),
        ~Exists(PlanOption.objects.filter(state=PlanOption.State.CHOSEN, **same)),
        state=PlanOption.State.PROPOSED,
    )
    columns = ("plan__group", "question", "plan__scores_due", "plan__group__name")
    slugs = ("plan__group__project__slug", "plan__group__slug")
    rows = list(waiting.order_by(*columns[:2]).values_list(*columns, *slugs).distinct())
    if not rows:
        return
    sheets = ScoreSheet.objects.given().filter(plan__group__in=groups)
    given = set(sheets.values_list("plan__group", "question", "organisation"))
    for group, question, due, name, *where in rows:
        for member, organisation in sorted(active):
            if member == group and (group, question, organisation) not in given:
                yield Asked(
                    due=due,
                    label=_("Options: %s") % Question(question).label,
                    hint=_("%(group)s compares them by your scores too") % {"group": name},
                    url=reverse("buyers:plan_options", args=[*where, question]),
                    act=_("Score"),
                    act_url=reverse("buyers:score_options", args=[*where, question, organisation]),
                )


def _commitments(person, today: date, until: date):
    expiring = Q(state=State.STANDING, valid_until__range=(today, until))
    rows = Commitment.objects.filter(own(person, today) & open_project())
    rows = rows.filter(Q(state=State.DRAFT) | expiring)
    for row in rows.select_related("group__project", "need", "organisation").order_by("pk"):
        url = row.get_absolute_url()
        is_draft = row.state == State.DRAFT
        new = reverse("buyers:new_commitment", args=[row.group.project.slug, row.group.slug])
        yield Asked(
            due=None if is_draft else row.valid_until,
            label=f"{row.need.code}: {row.get_level_display()}, {row.year}",
            hint=_("a draft of yours: it counts once you record it")
            if is_draft
            else _("your commitment expires"),
            url=url,
            act=_("Record") if is_draft else _("Renew"),
            act_url=f"{url}record/" if is_draft else f"{new}?like={row.pk}",
        )


def _decisions(person, today: date):
    """A plan stands here once for each decision of its members that stands, or once without."""
    buying = buyer_places_of(person, today).buying
    mine = Q(
        decisions__stands=True,
        decisions__organisation__in={organisation for _group, organisation in buying},
    )
    plans = FeasibilityPlan.objects.filter(
        open_project(),
        group__in={group for group, _organisation in buying},
        decisions_asked_on__isnull=False,
    )
    plans = plans.annotate(given=FilteredRelation("decisions", condition=mine))
    plans = plans.annotate(decided_by=F("given__organisation"))
    plans = list(plans.select_related("group__project").order_by("group"))
    given = {(plan.pk, plan.decided_by) for plan in plans}
    for plan in {plan.pk: plan for plan in plans}.values():
        for group, organisation in sorted(buying):
            if group == plan.group_id and (plan.pk, organisation) not in given:
                url = f"{plan.group.get_absolute_url()}plan/decision/"
                yield Asked(
                    due=plan.decisions_due,
                    label=plan.title,
                    hint=_("%(group)s wants to know whether you buy") % {"group": plan.group},
                    url=url,
                    act=_("Decide on the plan"),
                    act_url=f"{url}new/?buyer={organisation}",
                )


def _parts(person, today: date, until: date):
    """Those that wait for the approval of a member, and those that it owes by a day."""
    active = buyer_places_of(person, today).active
    speaks_for = {organisation for _group, organisation in active}
    writes = Q(state__in=(PlanPart.State.EMPTY, PlanPart.State.WRITING), due_on__lte=until)
    parts = PlanPart.objects.filter(
        Q(state=PlanPart.State.REVIEW) | (writes & Q(owner__in=speaks_for)),
        open_project("plan__group__"),
        plan__group__in={group for group, _organisation in active},
    )
    mine = FilteredRelation("approvals", condition=Q(approvals__organisation__in=speaks_for))
    parts = parts.annotate(said=mine).annotate(
        said_by=F("said__organisation"), said_of=F("said__version")
    )
    parts = list(parts.select_related("plan__group__project").order_by("plan", "number"))
    said = {(part.pk, part.said_by) for part in parts if part.said_of == part.version}
    for part in {part.pk: part for part in parts}.values():
        for group, organisation in sorted(active):
            if group != part.plan.group_id:
                continue
            waits = part.state == PlanPart.State.REVIEW
            if waits and (part.pk, organisation) not in said:
                hint, act, end = _("%s asks for your approval"), _("Approve or object"), "#answers"
            elif not waits and part.owner_id == organisation:
                hint, act, end = _("your part of the plan of %s"), _("Write"), "write/"
            else:
                continue
            url = part.get_absolute_url()
            yield Asked(
                due=part.due_on,
                label=f"{part.number} {title_of(part)}",
                hint=hint % part.plan.group,
                url=url,
                act=act,
                act_url=f"{url}{end}",
            )


def _quantities(person, today: date):
    """A feasibility plan with costs waits for the quantity of each of their members that buys."""
    buying = buyer_places_of(person, today).buying
    plans = FeasibilityPlan.objects.filter(
        open_project(), group__in={group for group, _organisation in buying}
    )
    costs = CostItem.objects.standing().filter(plan=OuterRef("pk"))
    plans = plans.filter(Exists(costs)).annotate(named_by=F("volumes__organisation"))
    plans = list(plans.select_related("group__project").order_by("group"))
    named = {(plan.pk, plan.named_by) for plan in plans}
    for plan in {plan.pk: plan for plan in plans}.values():
        url = f"{plan.group.get_absolute_url()}plan/financing/"
        for group, organisation in sorted(buying):
            if group == plan.group_id and (plan.pk, organisation) not in named:
                yield Asked(
                    due=None,
                    label=str(plan),
                    hint=_("%(group)s wants to know how much you would take a year")
                    % {"group": plan.group},
                    url=url,
                    act=_("Enter our quantity"),
                    act_url=f"{url}quantities/{organisation}/",
                )
