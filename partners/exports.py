"""The spreadsheets of the consortium: the rows of a page, all of them, in its order."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.exports import spreadsheet
from partners.models import Invitation

ANSWERED = (Invitation.State.ACCEPTED, Invitation.State.REVOKED)  # their link is no more


def partners(format, project, rows, today):
    header = [
        *[_("No."), _("Partner"), _("Name"), _("Role"), _("Type"), _("Country"), _("City")],
        *[_("PIC"), _("Website"), _("Entry"), _("Exit"), _("Left"), _("People")],
    ]
    cells = (
        [
            *[row.number, row.organisation.short_name, row.organisation.name],
            *[row.get_role_display(), row.organisation.get_type_display()],
            *[row.organisation.country.name, row.organisation.city, row.organisation.pic],
            *[row.organisation.website, row.entry, row.exit],
            _("yes") if row.exit and row.exit < today else _("no"),
            row.people,
        ]
        for row in rows
    )
    return spreadsheet(format, f"{project.slug}-partners", _("Partners"), header, cells)


def people(format, project, places, readers):
    """A row for each place: the teams, then the readers from outside, who have no partner."""
    header = [
        *[_("No."), _("Partner"), _("Name"), _("E-mail address"), _("Function"), _("Access")],
        *[_("Account"), _("From"), _("To")],
    ]

    def cells():
        for place in places:
            partner = place.participation
            yield [
                *[partner.number, partner.organisation.short_name],
                *of_person(place, place.get_access_display()),
            ]
        for place in readers:
            yield [None, "", *of_person(place, _("reader from outside"))]

    return spreadsheet(format, f"{project.slug}-people", _("People"), header, cells())


def of_person(place, access: str) -> list:
    person = place.person
    return [
        *[person.name, person.email, place.function, access],
        *[person.get_account_display(), place.since, place.until],
    ]


def invitations(format, project, rows):
    """`rows` are pairs: the invitation and its state. Days are those of the active time zone."""
    header = [
        *[_("Person"), _("E-mail address"), _("Invited to"), _("Partner"), _("Access")],
        *[_("Function"), _("State"), _("First sent"), _("Last sent"), _("Times sent")],
        *[_("Link ends"), _("Accepted"), _("Revoked"), _("Invited by")],
    ]
    cells = (
        [
            *[row.person.name, row.person.email, row.get_offer_display()],
            row.participation.organisation.short_name if row.participation else "",
            row.get_access_display() if row.participation else "",
            *[row.function, state.label, day_of(row.created_at), day_of(row.sent_at)],
            *[row.times_sent, None if state in ANSWERED else day_of(row.expires_at)],
            *[day_of(row.accepted_at), day_of(row.revoked_at)],
            row.invited_by.name if row.invited_by else "",
        ]
        for row, state in rows
    )
    return spreadsheet(format, f"{project.slug}-invitations", _("Invitations"), header, cells)


def day_of(moment):
    return localtime(moment).date() if moment else None
