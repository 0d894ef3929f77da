"""A need as a document, with the answers that its reader may see."""

from datetime import date

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from buyers import answers
from core import pdf
from core.templatetags import portal


def document(need, person, today: date) -> bytes:
    """A PDF of what the page of the need says to this person; its rights have been told."""
    return pdf.render("buyers/need.typ", content(need, person, today))


def content(need, person, today: date) -> dict:
    """What the template reads: words, and texts as they were typed. Five statements."""
    found = answers.read([need], person, today)[need.pk]
    indicators = answers.add_indicators(need, found.rows)
    return {
        "language": get_language().partition("-")[0],
        "project": need.project.acronym,
        "group": need.group.name,
        "day": portal.day(today),
        "code": need.code,
        "title": need.title,
        "facts": facts(need, found),
        "texts": [
            [str(need._meta.get_field(name).verbose_name).capitalize(), lines(getattr(need, name))]
            for name in (
                *("problem", "affected_users", "desired_outcome", "constraints"),
                *("market_gap", "evidence"),
            )
            if getattr(need, name).strip()
        ],
        "indicators": [
            [each["name"], each["unit"], each["today_text"], each["target_text"]]
            for each in indicators
        ],
        "cpv": [list(each) for each in need.cpv.order_by("code").values_list("code", "label")],
        "art": [
            [
                art.title,
                art.get_kind_display(),
                art.owner,
                str(art.trl or ""),
                art.get_covers_display(),
            ]
            for art in need.prior_art.standing()
        ],
        "answers": [as_block(row, need, indicators) for row in found.rows],
        "words": words(),
    }


def words() -> dict:
    return {
        "indicators": _("By what it is measured"),
        "indicator_columns": [_("Indicator"), _("Unit"), _("Today"), _("Target")],
        "cpv": _("CPV codes"),
        "art": _("What there is already"),
        "art_columns": [_("Title"), _("Kind"), _("Owner"), "TRL", _("Covers the need")],
        "answers": _("Answers of the members"),
        "page": pgettext("page 1 of 3", "page"),
        "of": pgettext("page 1 of 3", "of"),
    }


def facts(need, found: answers.Answers) -> list[tuple[str, str]]:
    owner = need.organisation.name if need.organisation else _("the group itself")
    facts = [
        (_("Buyer group"), need.group.name),
        (_("State"), need.get_state_display()),
        (_("Owner"), owner),
        (_("Priority"), _("%d of 5") % need.priority if need.priority else ""),
        (_("Trigger"), need.get_trigger_display()),
        (_("Answers wanted by"), portal.day(need.answers_due)),
        (
            _("Answered"),
            _("%(given)d of %(members)d members") % {"given": found.given, "members": need.members},
        ),
    ]
    if found.quantity:
        hidden = found.quantity.amount is None
        quantity = str(found.quantity) if hidden else f"{found.quantity} {need.unit}"
        facts.append((_("Quantity in all"), quantity))
    facts += [(_("Price in all, %s") % total.currency, str(total)) for total in found.prices]
    return [(label, text) for label, text in facts if text]


def as_block(row: answers.Answer, need, indicators) -> dict:
    """An answer as a name and lines of words; what is not shown is not in it."""
    found = []
    if row.is_shown:
        if row.quantity is not None:
            found.append((_("Quantity"), f"{row.quantity_text} {need.unit}"))
        found.append((_("Price estimate"), row.price_text))
    else:
        found.append((_("Quantity and price"), _("counted in the totals alone")))
    found += [
        (_("Replacement date"), portal.day(row.replacement_on)),
        (_("Region (NUTS)"), f"{row.nuts} {row.nuts_label}".strip()),
        (_("Priority"), _("%d of 5") % row.priority if row.priority else ""),
    ]
    found += [
        (each["name"], text)
        for each, text in zip(indicators, row.indicator_texts, strict=True)
        if text
    ]
    found.append((_("What differs"), lines(row.differences)))
    state = _("draft") if row.is_draft else "" if row.is_member else _("no longer a member")
    return {
        "name": f"{row.name} ({state})" if state else row.name,
        "lines": [line for line in found if line[1]],
    }


def lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
