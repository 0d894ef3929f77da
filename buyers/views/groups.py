"""Buyer groups: the list, the page of one, and writing it."""

from collections import Counter, defaultdict
from datetime import date
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buyers import quorum
from buyers.exports import members as exports
from buyers.forms.groups import GroupForm
from buyers.models import BuyerGroup, BuyerPerson, ConflictDeclaration, Tier
from buyers.places import buyer_places_of
from core.history import changes
from core.rights import tell
from core.views import form_page
from partners.models import Person, Project
from partners.places import places_of

PER_PAGE = 50
FEW = 3  # people of a member that are shown at once
OF_TIER = {  # what members of each are called together
    Tier.CORE: gettext_lazy("Core buyers"),
    Tier.AUTHORITY: gettext_lazy("Contracting authorities"),
    Tier.FOLLOWER: gettext_lazy("Followers"),
    Tier.OBSERVER: gettext_lazy("Observers"),
}


def groups(request, slug):
    return render(request, "buyers/list.html", list_groups(request, slug))


def groups_export(request, slug, format):
    found = list_groups(request, slug)
    return exports.groups(format, found["project"], found["rows"])


def list_groups(request, slug) -> dict:
    """All groups for the consortium's people; for a buyer the groups that name them."""
    rows = BuyerGroup.objects.visible_to(request.user)
    seen = Project.objects.visible_to(request.user)
    named = [each.pk for each in buyer_places_of(request.user).projects]
    open_to = seen | Project.objects.filter(pk__in=named)
    project = get_object_or_404(open_to, slug=slug)
    tell(project, Project.objects.rights_of(request.user))
    return {
        "project": project,
        "rows": rows.filter(project=project)
        .select_related("task", "lead_procurer__organisation")
        .with_tier_counts(timezone.localdate())
        .order_by("name"),
        "tiers": list(OF_TIER.values()),
    }


def group(request, slug, group):
    """The members in pages, nearest to the purchase first, with a few people of each.

    `member` in the address unfolds one; the people of one's own organisation are always there.
    """
    row = find(request.user, slug, group, also=["lead_procurer__organisation"])
    today = timezone.localdate()
    own = buyer_places_of(request.user, today).organisations
    speaking = speaks_for(request.user, row)
    memberships = row.memberships.select_related("organisation")
    seats = [quorum.Seat(*seat) for seat in row.memberships.not_over(today).seats()]
    tiers = Counter(seat.tier for seat in seats)
    declared = ConflictDeclaration.objects.filter(group=row)
    if not row.may_edit:  # the same as visible_to, in fewer words
        declared = declared.filter(organisation__in=speaking)
    current = memberships.not_over(today).by_tier()
    shows_declarations = row.may_edit or bool(speaking)
    if shows_declarations:
        current = current.with_declaration(declared)
    paginator = Paginator(current, PER_PAGE)
    paginator.count = sum(tiers.values())  # known, so not asked again
    page = paginator.get_page(request.GET.get("page"))
    members = list(page)
    unfolded = request.GET.get("member")
    headings = {tier: (label, tiers[tier]) for tier, label in OF_TIER.items() if tier in tiers}
    for member in members:
        member.heading = headings[member.tier]
        member.is_own = member.organisation_id in own
        member.shows_declaration = row.may_edit or member.organisation_id in speaking
    named = _named(
        [member.pk for member in members if row.shows_people or member.is_own],
        today,
        whole=[member.pk for member in members if member.is_own or str(member.pk) == unfolded],
    )
    for member in members:
        member.named = named[member.pk]
        folded = member.named[0].together - len(member.named) if member.named else 0
        member.more = ngettext("and %(n)d more", "and %(n)d more", folded) % {"n": folded}
        member.is_folded = folded > 0
    context = {
        "project": row.project,
        "group": row,
        "may_edit": row.may_edit,
        "page": page,
        "members": members,
        "quorum": quorum.of(seat for seat in seats if seat.since <= today),
        "lead_left": has_left(row.lead_procurer, today),
        "speaks": bool(speaking) and not row.project.closed_on,
        "owes_declaration": not row.project.closed_on
        and any(
            member.organisation_id in speaking and not member.declared_at for member in members
        ),
        "shows_declarations": shows_declarations,
        "columns": 5 + shows_declarations + row.may_edit,
        "former": memberships.over(today).order_by("until"),
        "changes": changes(row, limit=20) if row.may_edit else [],
        "today": today,
    }
    return render(request, "buyers/group.html", context)


def members_export(request, slug, group, format):
    """All memberships, earlier ones too; people as the page shows them to this reader."""
    row = find(request.user, slug, group)
    today = timezone.localdate()
    members = list(row.memberships.select_related("organisation").by_tier())
    own = buyer_places_of(request.user, today).organisations
    shown = [member.pk for member in members if row.shows_people or member.organisation_id in own]
    with_address = {
        member.pk for member in members if row.may_edit or member.organisation_id in own
    }
    places = BuyerPerson.objects.not_over(today).filter(membership__in=shown)
    columns = ("membership", "person__name", "function", "person__email")
    named = defaultdict(list)
    for membership, name, function, email in places.order_by("person__name", "pk").values_list(
        *columns
    ):
        words = f"{name}, {function}" if function else name
        named[membership].append(f"{words} <{email}>" if membership in with_address else words)
    return exports.members(format, row, members, named)


def speaks_for(person, group: BuyerGroup) -> set[int]:
    """Ids of the member organisations that name this person in this group today."""
    seats = buyer_places_of(person).seats
    return {organisation for group_id, organisation in seats if group_id == group.pk}


def acts_for(person, group: BuyerGroup) -> set[int]:
    """Those of them that answer and commit: observers do neither."""
    active = buyer_places_of(person).active
    return {organisation for group_id, organisation in active if group_id == group.pk}


def has_left(member, today: date) -> bool:
    return bool(member and member.until and member.until < today)


class Named(NamedTuple):
    """Who speaks for a member, as its row shows it."""

    pk: int
    membership: int
    function: str
    name: str
    email: str
    account: str
    together: int  # how many do

    def __str__(self):
        return f"{self.name}, {self.function}" if self.function else self.name

    @property
    def account_label(self) -> str:
        return Person.Account(self.account).label


def _named(memberships: list[int], today: date, *, whole: list[int]) -> dict[int, list[Named]]:
    """By membership."""
    places = BuyerPerson.objects.not_over(today).filter(membership__in=memberships)
    columns = ("pk", "membership", "function", "person__name", "person__email", "person__account")
    found = defaultdict(list)
    for row in places.few_of_each(FEW, all_of=whole).values_list(*columns, "together"):
        found[row[1]].append(Named(*row))
    return found


def new_group(request, slug):
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    if project.pk not in places_of(request.user).coordinated:
        raise PermissionDenied
    form = GroupForm(
        request.POST if request.method == "POST" else None, instance=BuyerGroup(project=project)
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("The group is there. Add its members."))
        return redirect(form.outcome)
    return form_page(
        request,
        form,
        project,
        _("New buyer group"),
        submit=_("Add the group"),
        above=reverse("buyers:list", args=[slug]),
        above_label=_("Buyer groups"),
    )


def edit_group(request, slug, group):
    row = find(request.user, slug, group, to_edit=True, also=["lead_procurer"])
    name = row.name
    form = GroupForm(
        request.POST if request.method == "POST" else None, instance=row, may_steer=row.may_steer
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("%s is saved.") % form.outcome)
        return redirect(form.outcome)
    return form_page(
        request,
        form,
        row.project,
        _("Edit %s") % name,
        above=row.get_absolute_url(),
        above_label=name,
    )


def find(person, slug, group, *, to_edit=False, also=()) -> BuyerGroup:
    """The group with this person's rights to it: 404 when they do not see it, 403 when they see
    it and it is not theirs to manage. `also` are relations that are read along."""
    seen = BuyerGroup.objects.visible_to(person)
    seen = seen.select_related("project", "task", *also)
    row = get_object_or_404(seen, project__slug=slug, slug=group)
    tell(row, BuyerGroup.objects.rights_of(person))
    if to_edit and not row.may_edit:
        raise PermissionDenied
    return row
