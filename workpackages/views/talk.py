"""Comments on what has a dossier, and following it."""

from operator import itemgetter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.rights import holds
from core.views import form_page
from records import dossiers
from records.forms import CommentForm
from records.models import Comment
from workpackages import talk
from workpackages.models import Meeting
from workpackages.querysets.talk import talks
from workpackages.views import meetings
from workpackages.views.items import find


def find_holder(holder, person, slug):
    """The item with this person's rights to it; 404 when they may not see it."""
    model, name = holder
    if model is Meeting:
        return meetings.find(person, slug, name)
    return find(model, name, person, slug)


def comment(request, slug, holder):
    item = find_to_talk(request.user, slug, holder)
    people = talk.names_of(item, timezone.now())
    people.pop(request.user.pk, None)
    posted = request.POST if request.method == "POST" else None
    form = CommentForm(posted, people=sorted(people.items(), key=itemgetter(1)))
    if request.method == "POST" and form.carry_out(
        form.save, perform=talk.say, item=item, by=request.user, now=timezone.now()
    ):
        return redirect(place_of(item, form.outcome))
    return show(request, item, form, _("Write a comment"), submit=_("Comment"))


def change_comment(request, slug, holder, pk):
    item = find_to_talk(request.user, slug, holder)
    row = find_own(item, request.user, pk)
    now = timezone.now()
    posted = request.POST if request.method == "POST" else None
    changeable = Comment.objects.changeable_by(request.user, now).filter(pk=row.pk)
    if posted is None and not changeable.exists():
        messages.warning(request, _("A comment can be changed by its author for an hour."))
        return redirect(place_of(item, row))
    form = CommentForm(posted, initial={"text": row.text})
    if posted is not None and form.carry_out(
        form.save, perform=talk.reword, item=item, comment=row, by=request.user, now=now
    ):
        return redirect(place_of(item, row))
    return show(request, item, form, _("Change your comment"))


def take_back_comment(request, slug, holder, pk):
    item = find_to_talk(request.user, slug, holder)
    row = find_own(item, request.user, pk)
    if request.method == "POST":
        row = dossiers.retract(comment=row, by=request.user, now=timezone.now())
    if row.retracted_for:
        messages.info(request, _("An administrator has taken your comment out."))
        return redirect(place_of(item, row))
    if row.retracted_at:
        messages.success(request, _("Your comment is taken back."))
        return redirect(place_of(item, row))
    return show(
        request,
        item,
        None,
        _("Take back your comment"),
        submit=_("Take it back"),
        danger=True,
        comment=row,
        template="workpackages/take_back.html",
    )


@require_POST
def follow(request, slug, holder):
    item = find_holder(holder, request.user, slug)
    follows = request.POST.get("follow") == "yes"
    talk.follow(item=item, person=request.user, follows=follows)
    if follows:
        messages.success(request, _("You follow it: comments and files reach you by mail."))
    else:
        messages.success(request, _("You get no more mail about it, unless you are mentioned."))
    return redirect(f"{item.get_absolute_url()}#discussion")


def find_to_talk(person, slug, holder):
    item = find_holder(holder, person, slug)
    if not holds(talks(person), item):
        raise PermissionDenied
    return item


def find_own(item, person, pk):
    """The comment on this item, taken back or not, for its author."""
    row = get_object_or_404(Comment, dossier=item.dossier_id, pk=pk)
    if row.author_id != person.pk:
        raise PermissionDenied
    return row


def place_of(item, comment) -> str:
    return f"{item.get_absolute_url()}#comment-{comment.pk}"


def show(request, item, form, title, **context):
    """A page under an item's address."""
    above = item.get_absolute_url()
    return form_page(request, form, item.project, title, above=above, above_label=item, **context)
