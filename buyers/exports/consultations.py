"""Consultations, what was asked and answered, and the equal-treatment log."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from buyers.models.consultation import Channel
from core.exports import spreadsheet


def consultations(format, group, rows):
    header = [
        *[_("Number"), _("Title"), _("State"), _("Opens"), _("Closes"), _("Channel"), _("Place")],
        *[_("Notice"), _("Published questions"), _("Contacts with suppliers")],
        _("Of these the others wait"),
    ]
    cells = (
        [
            *[row.number, row.title, row.get_state_display(), row.opens_on, row.closes_on],
            *[row.get_channel_display(), row.place, row.notice, row.questions_published],
            *[row.contacts_logged, row.contacts_waiting],
        ]
        for row in rows
    )
    return spreadsheet(format, f"{group.slug}-consultations", _("Consultations"), header, cells)


def questions(format, consultation, rows):
    """Published ones. Who asked is in no file, whoever takes it: files are passed on."""
    header = [_("Number"), _("Question"), _("Asked on"), _("Answer"), _("Published")]
    columns = ("number", "text", "asked_on", "answer", "published_at")
    cells = ([*row[:4], localtime(row[4]).date()] for row in rows.published().values_list(*columns))
    name = f"{consultation.group.slug}-consultation-{consultation.number}-questions"
    return spreadsheet(format, name, _("Questions and answers"), header, cells)


def contacts(format, consultation, rows):
    """For who manages the group alone: it names suppliers."""
    header = [
        *[_("Day"), _("Supplier"), _("Size"), _("Country"), _("Channel"), _("What they were told")],
        *[_("How the others got the same"), _("Entered by"), _("Entered"), _("Struck out")],
        _("Reason"),
    ]
    sizes, channels = dict(rows.model.Size.choices), dict(Channel.choices)
    columns = (
        *("day", "supplier", "size", "country", "channel", "told", "shared_how"),
        *("entered_by__name", "entered_at", "struck_on", "struck_reason"),
    )
    cells = (
        [
            *[day, supplier, sizes.get(size, ""), country, channels[channel], told, shared, by],
            *[localtime(at).date(), struck, reason],
        ]
        for day, supplier, size, country, channel, told, shared, by, at, struck, reason in (
            rows.values_list(*columns)
        )
    )
    name = f"{consultation.group.slug}-consultation-{consultation.number}-log"
    return spreadsheet(format, name, _("Equal-treatment log"), header, cells)
