from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin import ReadOnlyAdmin
from outbox import posting
from outbox.models import Mail, OptOut


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    """Read-only: the record of what went out. The text of a secret mail is not shown."""

    list_display = ["subject", "to", "category", "state", "attempts", "created_at", "sent_at"]
    list_filter = ["state", "category", "language", "secret", "created_at"]
    search_fields = ["subject", "to", "subject_key", "purpose_key", "message_id"]
    date_hierarchy = "created_at"
    actions = ["retry", "withdraw"]
    fields = [
        *["to", "subject", "state", "reason", "last_error", "attempts", "next_try", "not_after"],
        *["created_at", "sent_at", "purged_at", "category", "language", "secret"],
        *["message_id", "purpose_key", "subject_key", "also_about", "shown_text", "headers"],
    ]
    readonly_fields = ["shown_text"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if request.resolver_match.kwargs else rows.without_body()

    @admin.display(description=_("text"))
    def shown_text(self, mail):
        if mail.purged_at:
            return _("deleted")
        if not mail.readable:
            return _("hidden: it holds a secret link")
        return format_html("<pre>{}</pre>", mail.text)

    @admin.action(description=_("Send the selected mails now (failed ones once more)"))
    def retry(self, request, mails):
        now = timezone.now()
        done = sum(posting.retry(mail, now=now) for mail in mails)
        self._say(request, done, ngettext("%d mail queued.", "%d mails queued.", done), mails)

    @admin.action(description=_("Withdraw the selected mails that still wait"))
    def withdraw(self, request, mails):
        reason = _("Withdrawn by %(person)s") % {"person": request.user}
        done = sum(posting.withdraw_mail(mail, reason=reason) for mail in mails)
        self._say(request, done, ngettext("%d mail withdrawn.", "%d mails withdrawn.", done), mails)

    def _say(self, request, done, text, mails):
        self.message_user(request, text % done, messages.SUCCESS if done else messages.WARNING)
        if rest := len(mails) - done:
            words = ngettext(
                "%d mail was left as it is: its state does not allow it.",
                "%d mails were left as they are: their state does not allow it.",
                rest,
            )
            self.message_user(request, words % rest, messages.WARNING)


@admin.register(OptOut)
class OptOutAdmin(ReadOnlyAdmin):
    """Only the person leaves or rejoins, by the link in their mail or on their preferences page."""

    list_display = ["address", "category", "created_at"]
    list_filter = ["category"]
    search_fields = ["address"]
