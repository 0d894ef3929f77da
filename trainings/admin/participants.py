"""What is asked at registration and what people answered, in Django admin.

Food and access are left out: they are read by who runs the training, and nowhere else.
"""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import KeptAdmin, Shown
from trainings import questions
from trainings.models import Consent, Question, QuestionAnswer


@admin.register(Question)
class QuestionAdmin(KeptAdmin):
    """Read here and retired; words are written on the pages of a programme or a training."""

    list_display = ["text", "kind", "programme", "training", "is_required", "retired_at"]
    list_filter = ["kind", "is_required", "programme__project"]
    list_select_related = ["programme", "training"]
    search_fields = ["text", "programme__title", "training__title"]
    actions = ["retire", "restore"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        """The list has its actions; a row is only read."""
        return obj is None and super().has_change_permission(request)

    @admin.action(description=gettext_lazy("Ask no more"))
    def retire(self, request, queryset):
        for row in queryset:
            self.attempt(request, row, questions.retire, now=timezone.now())

    @admin.action(description=gettext_lazy("Ask again"))
    def restore(self, request, queryset):
        for row in queryset:
            self.attempt(request, row, questions.restore)

    def attempt(self, request, row, act, **given):
        try:
            act(question=row, by=request.user, **given)
        except ValidationError as refusal:
            messages.error(request, f"{row}: {' '.join(refusal.messages)}")
        else:
            messages.success(request, _("%(name)s: done.") % {"name": row})


class AnswerRows(Shown):
    model = QuestionAnswer
    fields = readonly_fields = ["question", "text"]
    RELATED = ("question",)


class ConsentRows(Shown):
    model = Consent
    fields = readonly_fields = ["purpose", "words", "given_at", "withdrawn_at"]
