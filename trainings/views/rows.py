"""Long tables: a page of them, and rows as they are printed.

By hand, as in reminders.lines: fifty rows of ten words took the template half of the page's time.
"""

from collections.abc import Iterable
from html import escape

from django.core.paginator import Paginator
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

ROWS = 50
OFF = ' class="off"'


class RowPages(Paginator):
    """Pages of columns. What these follow is joined to the rows of one page alone: joined before
    they are counted and sorted, names are read for each of thousands of registrations."""

    def __init__(self, found, columns):
        super().__init__(found.values("pk"), ROWS)
        self.found, self.columns = found, columns

    def page(self, number):
        page = super().page(number)
        rows = self.found.model.objects.filter(pk__in=page.object_list)
        page.object_list = rows.order_by(*self.found.query.order_by).values_list(*self.columns)
        return page


def people(rows: Iterable[dict]) -> str:
    """The body of the table of all participants; `rows` as in views.people."""
    organisation, training, state, there, registered = _escaped(
        _("Organisation"), _("Training"), _("State"), _("Attendance"), _("Registered")
    )
    printed = [
        f"<tr>{_named(row, escape(row['name']))}"
        f'<td data-label="{organisation}">{_organisation(row)}<br>'
        f'<span class="small muted">{escape(row["kind"])}</span></td>'
        f'<td data-label="{training}"><a href="{row["url"]}">{escape(row["training"])}</a></td>'
        f'<td data-label="{state}">{_state(row)}</td>'
        f'<td data-label="{there}">{escape(row["there"] or "–")}</td>'
        f'<td class="nowrap" data-label="{registered}">{row["registered"]}</td></tr>'
        for row in rows
    ]
    return mark_safe("".join(printed))  # noqa: S308 - ours, and what was escaped


def registrations(rows: Iterable[dict], *, begun: bool, ticks: bool) -> str:
    """The body of the table of one training, with a column for who was there once it has `begun`,
    and with boxes to tick; `rows` as in views.registrations."""
    organisation, state, there, why, registered, decline, apart = _escaped(
        *(_("Organisation"), _("State"), _("Attendance"), _("May come because")),
        *(_("Registered"), _("Decline"), _("(does not count towards the minimum)")),
    )
    printed = []
    for row in rows:
        name = escape(row["name"])
        named = f'<a href="{row["address"]}">{name}</a>'
        tick = was_there = notes = reject = ""
        if ticks:
            box = f'<input type="checkbox" form="bulk" name="item" value="{row["pk"]}"'
            box = f'{box} aria-label="{name}">' if row["approve"] else ""
            tick = f'<td class="tick">{box}</td>'
        if begun:
            was_there = f'<td data-label="{there}">{escape(row["there"] or "–")}</td>'
        if until := row["offered_until"]:
            until = date_format(localtime(until), "j M, H:i")
            notes += f'<br><span class="small muted">{escape(_("until"))} {until}</span>'
        if row["end_reason"]:
            notes += f'<br><span class="small muted">{escape(row["end_reason"])}</span>'
        beside = "" if row["counts"] else f' <span class="small muted">{apart}</span>'
        moment = row["registered"]
        if row["came_from"]:
            came = _("came from %(title)s") % {"title": row["came_from"]}
            moment += f'<span class="meta">{escape(came)}</span>'
        if row["reject"]:
            reject = f'<a class="btn btn-sm" href="{row["reject"]}">{decline}'
            reject += f'<span class="visually-hidden"> {name}</span></a>'
        printed.append(
            f"<tr>{tick}{_named(row, named)}"
            f'<td data-label="{organisation}">{_organisation(row)}</td>'
            f'<td data-label="{state}">{_state(row)}{notes}</td>{was_there}'
            f'<td data-label="{why}">{escape(row["why"])}{beside}</td>'
            f'<td class="nowrap" data-label="{registered}">{moment}</td>'
            f'<td class="acts">{reject}</td></tr>'
        )
    return mark_safe("".join(printed))  # noqa: S308 - ours, and what was escaped


def trainings(rows: Iterable[dict], *, counted: bool) -> str:
    """The body of the table of a programme, with how many are registered where that is `counted`;
    `rows` as in views.listing."""
    when, organiser, registered, state, until, not_fixed = _escaped(
        *(_("When"), _("Organiser"), _("Registered"), _("State"), _("to"), _("days not fixed"))
    )
    printed = []
    for row in rows:
        title = escape(row["title"])
        place = row["place"] and f'<br><span class="muted small">{escape(row["place"])}</span>'
        if row["starts"]:
            days = row["starts"] + (row["until"] and f"<br>{until} {row['until']}")
        else:
            window = row["window"] and f'<br><span class="muted small">{row["window"]}</span>'
            days = f'<span class="muted">{not_fixed}</span>{window}'
        count = act = ""
        if counted:
            count = f'<td data-label="{registered}">{row["meter"] or ""}</td>'
        if row["act"]:
            tone = "btn btn-sm btn-primary" if row["stands_out"] else "btn btn-sm"
            act = f'<a class="{tone}" href="{row["act_address"]}">{escape(row["act"])}'
            act += f'<span class="visually-hidden">: {title}</span></a>'
        off = OFF if row["state"] in ("cancelled", "merged") else ""
        printed.append(
            f'<tr{off}><th scope="row"><a href="{row["address"]}">{title}</a>{place}</th>'
            f'<td class="nowrap" data-label="{when}">{days}</td>'
            f'<td data-label="{organiser}">{escape(row["organiser"])}</td>{count}'
            f'<td data-label="{state}">{_state(row)}</td><td class="acts">{act}</td></tr>'
        )
    return mark_safe("".join(printed))  # noqa: S308 - ours, and what was escaped


def public_trainings(rows: Iterable[dict]) -> str:
    """The body of the table of trainings on a page for everybody; `rows` as in views.public."""
    when, organiser, language, state, follows, illustrative = _escaped(
        *(_("When"), _("Organiser"), _("Language"), _("State")),
        *(_("the new date follows"), _("Illustrative")),
    )
    found = []
    for row in rows:
        standing = row["standing"]
        place = row["place"] and f'<br><span class="muted small">{escape(row["place"])}</span>'
        note = f'<br><span class="muted small">{illustrative}</span>' if row["illustrative"] else ""
        found.append(
            f'<tr{OFF if row["off"] else ""}><th scope="row"><a href="{escape(row["address"])}">'
            f"{escape(row['title'])}</a>{place}{note}</th>"
            f'<td data-label="{when}">{escape(row["when"]) or follows}</td>'
            f'<td data-label="{organiser}">{escape(row["organiser"])}</td>'
            f'<td data-label="{language}">{escape(row["language"])}</td>'
            f'<td data-label="{state}"><span class="status {standing.tone}">'
            f"{escape(standing.words)}</span></td></tr>"
        )
    return mark_safe("".join(found))  # noqa: S308 - ours, and what was escaped


def _escaped(*words: str) -> list[str]:
    return [escape(word) for word in words]


def _named(row: dict, name: str) -> str:
    email = escape(row["email"])
    return f'<th scope="row">{name}<br><a class="small" href="mailto:{email}">{email}</a></th>'


def _organisation(row: dict) -> str:
    return f'{escape(row["organisation"])} <span class="muted">{escape(row["country"])}</span>'


def _state(row: dict) -> str:
    words = escape(row["state_words"])
    return f'<span class="status status-{row["state"]}">{words}</span>'
