"""Talk and files in Django admin: read, and taken out with a reason; nothing is deleted."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.admin import ActWithReason, ReadOnlyAdmin, Shown
from core.text import fold
from records import dossiers
from records.models import Comment, File, Follower, Version


class RecordAdmin(ReadOnlyAdmin):
    """What an administrator may do is an act with a reason, written beside the action."""

    action_form = ActWithReason
    actions = ["take_out"]

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))

    @admin.action(description=gettext_lazy("Take the selected ones out, for a reason"))
    def take_out(self, request, rows):
        reason = request.POST.get("reason", "").strip()
        if not reason:
            messages.error(request, _("This act needs a reason: write it beside the action."))
            return
        for row in rows:
            self.take_one_out(row, by=request.user, now=timezone.now(), reason=reason)
        done = ngettext("%d is taken out.", "%d are taken out.", len(rows)) % len(rows)
        messages.success(request, done)


@admin.register(Comment)
class CommentAdmin(RecordAdmin):
    list_display = ["__str__", "author", "project", "written_at", "retracted_at", "retracted_for"]
    list_filter = [("retracted_at", admin.EmptyFieldListFilter), "dossier__project"]
    list_select_related = ["author", "dossier__project"]
    search_fields = ["search_text", "author__search_text"]
    date_hierarchy = "written_at"

    @admin.display(description=gettext_lazy("project"), ordering="dossier__project__acronym")
    def project(self, comment):
        return comment.dossier.project

    def take_one_out(self, comment, **given):
        dossiers.retract(comment=comment, **given)


class Versions(Shown):
    model = Version
    fields = ["number", "name", "content_type", "size", "sha256", "note", "uploaded_by"]
    RELATED = ("uploaded_by", "file")


@admin.register(File)
class FileAdmin(RecordAdmin):
    list_display = ["name", "project", "removed_at", "removed_by", "removed_for"]
    list_filter = [("removed_at", admin.EmptyFieldListFilter), "dossier__project"]
    list_select_related = ["removed_by", "dossier__project"]
    search_fields = ["search_text"]
    actions = [*RecordAdmin.actions, "put_back"]
    inlines = [Versions]

    @admin.display(description=gettext_lazy("project"), ordering="dossier__project__acronym")
    def project(self, file):
        return file.dossier.project

    def take_one_out(self, file, **given):
        dossiers.remove(file=file, **given)

    @admin.action(description=gettext_lazy("Put the selected ones back"))
    def put_back(self, request, files):
        for file in files:
            try:
                dossiers.put_back(file=file, by_administrator=True)
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
            else:
                messages.success(request, _("%s is back.") % file)


@admin.register(Follower)
class FollowerAdmin(ReadOnlyAdmin):
    """Only the person chooses, by the button on the page."""

    list_display = ["person", "follows", "dossier"]
    list_filter = ["follows", "dossier__project"]
    list_select_related = ["person", "dossier"]
    search_fields = ["person__search_text"]
