"""The spreadsheets of groups, their members, and what members declare and are asked."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from buyers.exports import name_of
from buyers.models import Tier
from core.exports import spreadsheet


def groups(format, project, rows):
    header = [_("Group"), _("Task"), _("Lead procurer"), *map(str, Tier.labels), _("Illustrative")]
    cells = (
        [
            row.name,
            str(row.task) if row.task else "",
            row.lead_procurer.organisation.short_name if row.lead_procurer else "",
            *[getattr(row, tier) for tier in Tier.values],
            _("yes") if row.is_illustrative else _("no"),
        ]
        for row in rows
    )
    return spreadsheet(format, f"{project.slug}-groups", _("Buyer groups"), header, cells)


def members(format, group, rows, named):
    """`rows`: memberships, earlier ones too; `named`: by membership the texts of its people."""
    header = [
        *[_("Organisation"), _("Short name"), _("Tier"), _("Type"), _("Country"), _("City")],
        *[_("From"), _("To"), _("Lead procurer"), _("People")],
    ]
    cells = (
        [
            *[row.organisation.name, row.organisation.short_name, row.get_tier_display()],
            *[row.organisation.get_type_display(), row.organisation.country.name],
            *[row.organisation.city, row.since, row.until],
            _("yes") if row.pk == group.lead_procurer_id else _("no"),
            "; ".join(named[row.pk]),
        ]
        for row in rows
    )
    return spreadsheet(format, name_of(group, "members"), _("Members"), header, cells)


def conflicts(format, group, rows):
    """Each declaration, the newest of a member first; who has declared nothing stands last."""
    header = [
        *[_("Member"), _("Tier"), _("Declaration"), _("Explanation")],
        *[_("Declared"), _("Declared by"), _("Counts")],
    ]
    cells = (
        [
            *[row.member, row.tier, row.words, row.explanation],
            *[_day(row.declared_at), row.person, _("yes") if row.counts else _("no")],
        ]
        for row in rows
    )
    return spreadsheet(format, name_of(group, "conflicts"), _("Conflicts"), header, cells)


def requests(format, group, rows, now):
    header = [
        *[_("Person"), _("E-mail address"), _("Member"), _("Asks to"), _("Need"), _("State")],
        *[_("Last sent"), _("Times sent"), _("Link ends"), _("Answered"), _("Revoked")],
        *[_("Sent by"), _("Corrections")],
    ]
    cells = (
        [
            *[row.place.person.name, row.place.person.email],
            *[row.place.membership.organisation.short_name, row.get_kind_display()],
            *[str(row.need) if row.need else "", row.state(now).label],
            *[_day(row.sent_at), row.times_sent, _day(row.expires_at)],
            *[_day(row.answered_at), _day(row.revoked_at), row.sent_by.name, row.answer],
        ]
        for row in rows
    )
    return spreadsheet(format, name_of(group, "requests"), _("Requests"), header, cells)


def _day(moment):
    return localtime(moment).date() if moment else None
