"""The members of a group and the people who speak for them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from buyers import membership, quorum
from buyers.forms.groups import EndForm, NamePersonForm, NewMemberForm, TierForm
from buyers.models import BuyerMembership, BuyerPerson
from buyers.views.groups import find
from core.views import form_page
from partners import inviting


def add_member(request, slug, group):
    row = find(request.user, slug, group, to_edit=True)
    form = NewMemberForm(
        request.POST if request.method == "POST" else None,
        instance=BuyerMembership(group=row),
        initial={"since": timezone.localdate()},
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        told = _("%s is a member now. Name its people.")
        messages.success(request, told % form.outcome.organisation)
        return redirect(row)
    return member_page(request, form, row, _("New member of %s") % row, submit=_("Add the member"))


def change_tier(request, slug, group, pk):
    member = find_member(request.user, slug, group, pk)
    form = TierForm(
        request.POST if request.method == "POST" else None,
        initial={"tier": member.tier, "since": timezone.localdate()},
    )
    if request.method == "POST" and form.carry_out(
        form.save, membership_row=member, by=request.user
    ):
        messages.success(request, _("Tier changed: %s.") % form.outcome)
        return redirect(member.group)
    return member_page(
        request,
        form,
        member.group,
        _("Change the tier of %s") % member.organisation,
        submit=_("Change the tier"),
        lede=_("Now: %s. Its people stay named. What was stays readable.")
        % member.get_tier_display(),
        warnings=warnings_of(member, to_change=True),
        template="buyers/leave.html",
    )


def end_membership(request, slug, group, pk):
    member = find_member(request.user, slug, group, pk)
    return end(
        request,
        member.group,
        _("End the membership of %s") % member.organisation,
        _("Its people no longer see the group from the day after. Nothing is deleted."),
        membership.end_membership,
        until=member.until,
        warnings=warnings_of(member),
        membership=member,
    )


def warnings_of(member: BuyerMembership, *, to_change: bool = False) -> list[str]:
    """What the group would lack without this member. Nothing of it is refused: groups are rebuilt.

    `to_change`: it may stay among those who buy.
    """
    seats = [quorum.Seat(*seat) for seat in member.group.memberships.valid_on(localdate()).seats()]
    found = []
    if left := quorum.breaks_without(seats, member.organisation_id):
        words = {"quorum": left.words, "missing": left.missing}
        if to_change:
            told = _(
                "As a follower or observer it no longer counts for the quorum, which then is not"
                " met: %(quorum)s are left. %(missing)s"
            )
        else:
            told = _("Without it the quorum is not met: %(quorum)s are left. %(missing)s")
        found.append(told % words)
    if member.group.lead_procurer_id == member.pk and not to_change:
        found.append(_("It is the lead procurer: the group then has to appoint another one."))
    return found


def name_person(request, slug, group, pk):
    member = find_member(request.user, slug, group, pk)
    form = NamePersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.carry_out(
        form.save, membership_row=member, by=request.user, now=timezone.now()
    ):
        person = form.outcome.person
        messages.success(request, _("%s is named.") % person)
        return redirect(member.group)
    return member_page(
        request,
        form,
        member.group,
        _("Name somebody for %s") % member.organisation,
        submit=_("Name them"),
    )


def invite_person(request, slug, group, pk):
    """An account for somebody who was named without one."""
    place = find_place(request.user, slug, group, pk)
    if request.method == "POST":
        sent = inviting.invite_to_account(
            person=place.person, project=place.group.project, by=request.user, now=timezone.now()
        )
        if sent:
            told = _("The invitation to %s is on its way. It holds for 14 days.")
            messages.success(request, told % place.person.email)
        else:
            told = _("%s has an account, or an invitation on its way.")
            messages.info(request, told % place.person)
        return redirect(place.group)
    return member_page(
        request,
        None,
        place.group,
        _("Invite %s to open an account") % place.person,
        submit=_("Send the invitation"),
        lede=_("A mail with a personal link goes to %s.") % place.person.email,
    )


def end_person(request, slug, group, pk):
    place = find_place(request.user, slug, group, pk)
    return end(
        request,
        place.group,
        _("%(person)s no longer speaks for %(organisation)s")
        % {"person": place.person, "organisation": place.membership.organisation},
        _("They no longer see the group from the day after. Nothing is deleted."),
        membership.end_person,
        until=place.until,
        place=place,
    )


def end(request, group, title, lede, act, *, until, warnings=(), **row):
    form = EndForm(
        request.POST if request.method == "POST" else None,
        initial={"until": until or timezone.localdate()},
    )
    if request.method == "POST" and form.carry_out(form.save, end=act, by=request.user, **row):
        messages.success(request, _("Saved."))
        return redirect(group)
    return member_page(
        request,
        form,
        group,
        title,
        submit=_("End it"),
        lede=lede,
        danger=True,
        warnings=warnings,
        template="buyers/leave.html",
    )


def find_member(person, slug, group, pk) -> BuyerMembership:
    row = find(person, slug, group, to_edit=True)
    member = get_object_or_404(row.memberships.select_related("organisation"), pk=pk)
    member.group = row
    return member


def find_place(person, slug, group, pk) -> BuyerPerson:
    row = find(person, slug, group, to_edit=True)
    places = BuyerPerson.objects.select_related("person", "membership__organisation")
    place = get_object_or_404(places, pk=pk, membership__group=row)
    place.group = row
    return place


def member_page(request, form, group, title, **context):
    return form_page(
        request,
        form,
        group.project,
        title,
        above=group.get_absolute_url(),
        above_label=group.name,
        **context,
    )
