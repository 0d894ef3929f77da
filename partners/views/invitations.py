"""Inviting people, and what an invited person meets."""

from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.languages import of_country
from core.views import form_page
from partners import exports, inviting
from partners.forms.people import AcceptForm, InviteReaderForm, InviteToTeamForm
from partners.views.projects import find, find_partner


def invitations(request, slug):
    return render(request, "partners/invitations.html", list_invitations(request, slug))


def invitations_export(request, slug, format):
    found = list_invitations(request, slug)
    return exports.invitations(format, found["project"], found["rows"])


def list_invitations(request, slug) -> dict:
    """Each invitation of the project with its state."""
    project = find(request.user, slug, to_edit=True)
    now = timezone.now()
    rows = project.invitations.select_related(
        "person", "participation__organisation", "invited_by", "revoked_by"
    )
    return {"project": project, "rows": [(row, row.state(now)) for row in rows]}


def invite_to_team(request, slug, number):
    partner = find_partner(request.user, slug, number, to_edit=True)
    form = InviteToTeamForm(
        request.POST if request.method == "POST" else None,
        initial={"language": of_country(partner.organisation.country)},
    )
    return invite(
        request,
        form,
        partner.project,
        _("Invite to the team of %s") % partner.organisation,
        above=partner.get_absolute_url(),
        above_label=str(partner),
        participation=partner,
    )


def invite_reader(request, slug):
    project = find(request.user, slug, to_edit=True)
    form = InviteReaderForm(request.POST if request.method == "POST" else None)
    return invite(
        request,
        form,
        project,
        _("Invite a reader"),
        above=reverse("partners:people", args=[slug]),
        above_label=_("People"),
        lede=_("A reader sees the whole project and changes nothing, as a project officer does."),
    )


def invite(request, form, project, title, *, above, above_label, lede="", **offer):
    given = offer or {"project": project}
    if request.method == "POST" and form.carry_out(
        form.save, by=request.user, now=timezone.now(), **given
    ):
        if form.outcome is None:
            told = _("%s has an account: the place holds from today, and a mail says so.")
        else:
            told = _("The invitation to %s is on its way. It holds for 14 days.")
        messages.success(request, told % form.cleaned_data["email"])
        return redirect(above)
    return form_page(
        request,
        form,
        project,
        title,
        submit=_("Send the invitation"),
        above=above,
        above_label=above_label,
        lede=lede,
    )


@require_POST
def resend(request, slug, pk):
    invitation = find_invitation(request.user, slug, pk)
    try:
        inviting.resend(invitation=invitation, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        told = _("%s gets a new link. The older one no longer works.")
        messages.success(request, told % invitation.person.email)
    return redirect("partners:invitations", slug)


def revoke(request, slug, pk):
    invitation = find_invitation(request.user, slug, pk)
    if request.method == "POST":
        try:
            inviting.revoke(invitation=invitation, by=request.user, now=timezone.now())
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("The link of %s no longer works.") % invitation.person)
        return redirect("partners:invitations", slug)
    return form_page(
        request,
        None,
        invitation.project,
        _("Revoke the invitation of %s") % invitation.person,
        submit=_("Revoke it"),
        above=reverse("partners:invitations", args=[slug]),
        above_label=_("Invitations"),
        lede=_("The link in their mail stops working. They are not told."),
        danger=True,
    )


def find_invitation(person, slug, pk):
    project = find(person, slug, to_edit=True)
    rows = project.invitations.select_related("person", "participation__organisation")
    invitation = get_object_or_404(rows, pk=pk)
    invitation.project = project
    return invitation


@login_not_required
@never_cache
@rate_limit(action="accept_invitation", limit_get=True)
def accept(request, token):
    """The link of the mail. Looking at it changes nothing."""
    now = timezone.now()
    try:
        invitation = inviting.find(token=token, now=now)
        form = AcceptForm(
            request.POST if request.method == "POST" else None, person=invitation.person
        )
        if request.method == "POST" and form.carry_out(form.save, token=token, now=now):
            messages.success(request, _("Welcome. Your account is open."))
            return perform_login(request, form.outcome)
    except inviting.DeadLink:
        return render(request, "partners/dead_link.html", status=404)
    context = {"form": form, "invitation": invitation}
    return render(request, "partners/accept.html", context)


@login_not_required
def closed(request, **_kwargs):
    """Pages of allauth that this portal does not have."""
    raise Http404
