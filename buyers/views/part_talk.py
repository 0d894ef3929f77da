"""Comments on a part of a plan: by who answers for a member or manages the group, read by all who
see it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers.models import PlanPart
from buyers.views import parts
from records import dossiers
from records.forms import CommentForm
from records.models import Comment


def comment(request, slug, group, number):
    row = find_to_talk(request.user, slug, group, number)
    form = CommentForm(request.POST if request.method == "POST" else None)
    given = {"perform": say, "part": row, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.carry_out(form.save, **given):
        return redirect(place_of(row, form.outcome))
    return parts.show(request, row, form, _("Write a comment"), submit=_("Comment"))


def say(*, part: PlanPart, text: str, by, now) -> Comment:
    return dossiers.write(dossier=dossiers.opened(holder=part), text=text, by=by, now=now)


def change(request, slug, group, number, pk):
    row = find_to_talk(request.user, slug, group, number)
    found = find_own(row, request.user, pk)
    now = timezone.now()
    sent = request.POST if request.method == "POST" else None
    changeable = Comment.objects.changeable_by(request.user, now).filter(pk=found.pk)
    if sent is None and not changeable.exists():
        messages.warning(request, _("A comment can be changed by its author for an hour."))
        return redirect(place_of(row, found))
    form = CommentForm(sent, initial={"text": found.text})
    given = {"perform": dossiers.change, "comment": found, "by": request.user, "now": now}
    if sent is not None and form.carry_out(form.save, **given):
        return redirect(place_of(row, found))
    return parts.show(request, row, form, _("Change your comment"))


def take_back(request, slug, group, number, pk):
    row = find_to_talk(request.user, slug, group, number)
    found = find_own(row, request.user, pk)
    if request.method == "POST":
        found = dossiers.retract(comment=found, by=request.user, now=timezone.now())
    if found.retracted_for:
        messages.info(request, _("An administrator has taken your comment out."))
        return redirect(place_of(row, found))
    if found.retracted_at:
        messages.success(request, _("Your comment is taken back."))
        return redirect(place_of(row, found))
    return parts.show(
        request,
        row,
        None,
        _("Take back your comment"),
        submit=_("Take it back"),
        danger=True,
        comment=found,
        template="workpackages/take_back.html",
    )


def find_to_talk(person, slug, group, number) -> PlanPart:
    row = parts.find(person, slug, group, number)
    if not parts.may_talk(row):
        raise PermissionDenied
    return row


def find_own(part: PlanPart, person, pk: int) -> Comment:
    """The comment on this part, taken back or not, for its author."""
    row = get_object_or_404(Comment, dossier=part.dossier_id, pk=pk)
    if row.author_id != person.pk:
        raise PermissionDenied
    return row


def place_of(part: PlanPart, comment: Comment) -> str:
    return f"{part.get_absolute_url()}#comment-{comment.pk}"
