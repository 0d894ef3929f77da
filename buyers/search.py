"""What a search finds of the buyer groups. See core.search."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from buyers.models import BuyerGroup, BuyerMembership, Consultation, FeasibilityPlan, Need, PlanPart
from buyers.parts import title_of
from core.search import Found, holding, stand_in


def find(words: list[str], person, limit: int) -> Iterator[Found]:
    """Groups by their name, the member organisations that their pages list, needs by title and
    problem, market consultations by title, place and notice, feasibility plans and their parts by
    title. A statement for each."""
    for group in BuyerGroup.objects.visible_to(person).select_related("project"):
        if stand_in(words, group.name):
            yield Found(
                kind=_("Buyer group"),
                label=group.name,
                url=group.get_absolute_url(),
                project=group.project.acronym,
            )
    members = BuyerMembership.objects.visible_to(person).not_over(timezone.localdate())
    members = holding(members, words, "organisation__search_text")
    members = members.select_related("organisation", "group__project")
    for member in members.order_by("organisation__short_name", "pk")[:limit]:
        yield Found(
            kind=_("Buyer"),
            label=member.organisation.name,
            url=member.group.get_absolute_url(),
            project=member.group.project.acronym,
            hint=member.get_tier_display(),
        )
    needs = holding(Need.objects.visible_to(person), words).select_related("group__project")
    for need in needs.order_by("group", "number")[:limit]:
        yield Found(
            kind=_("Need"),
            label=str(need),
            url=need.get_absolute_url(),
            project=need.project.acronym,
            hint=need.group.name,
        )
    # Not their questions: who asked stands beside them.
    consultations = holding(Consultation.objects.visible_to(person), words)
    consultations = consultations.select_related("group__project").order_by("-opens_on", "pk")
    for consultation in consultations[:limit]:
        yield Found(
            kind=_("Market consultation"),
            label=consultation.title,
            url=consultation.get_absolute_url(),
            project=consultation.group.project.acronym,
            hint=consultation.get_state_display(),
        )
    yield from _plans(words, person, limit)


def _plans(words: list[str], person, limit: int) -> Iterator[Found]:
    """Every plan has the same parts."""
    plans = FeasibilityPlan.objects.visible_to(person).select_related("group__project")
    plans = list(plans.order_by("group"))
    titles = [(number, title_of(PlanPart(number=number))) for number in PlanPart.Number.values]
    found = [(plan, "", plan.title) for plan in plans if stand_in(words, plan.title)]
    found += [
        (plan, f"parts/{number}/", f"{number} {title}")
        for number, title in titles
        if stand_in(words, title)
        for plan in plans
    ]
    for plan, end, label in found[:limit]:
        yield Found(
            kind=_("Part of a plan") if end else _("Feasibility plan"),
            label=label,
            url=f"{plan.get_absolute_url()}{end}",
            project=plan.group.project.acronym,
            hint=plan.group.name,
        )
