"""The documents of a planned purchase, and the list of what a notice asks."""

from django.utils.translation import gettext as _

from buyers.notice import subtype_of
from core.exports import spreadsheet


def documents(format, facts, base, may_edit):
    """Who does not manage the group gets what is published, as on the page."""
    here = f"{base}{facts.group.get_absolute_url()}open-data/documents/"
    header = [
        *[_("Type"), _("Title"), _("Description"), _("Address"), _("Language"), _("Published on")],
    ]
    cells = (
        [
            *[row.get_type_display(), row.title, row.description],
            *[f"{here}{row.pk}/file/" if row.file_id else row.url, row.language, row.published_on],
        ]
        for row in (facts.documents if may_edit else facts.published)
    )
    return spreadsheet(format, f"{facts.group.slug}-documents", _("Documents"), header, cells)


def notice(format, facts, fields):
    header = [_("Field"), _("Name"), _("Of"), _("Value"), _("Demand"), _("State"), _("Note")]
    cells = (
        [row.number, row.name, row.of, row.value, row.demand_label, row.state, row.hint]
        for row in fields
    )
    subtype = subtype_of(facts)
    name = f"{facts.group.slug}-notice-{subtype.lower()}"
    return spreadsheet(format, name, _("Notice %s") % subtype, header, cells)
