"""The commitments of a group: totals, one's own, the ledger; and the same to take along."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from buyers import bars, ledger, overview, totals
from buyers.exports import commitments as exports
from buyers.forms.commitments import LedgerFilter
from buyers.models import Commitment
from buyers.views.groups import acts_for, find, speaks_for

PER_PAGE = 50
STILL = (Commitment.State.DRAFT, Commitment.State.STANDING)


def commitments(request, slug, group):
    """What may be known of all, then what one may change, then what one may read."""
    row = find(request.user, slug, group)
    today = timezone.localdate()
    needs = totals.needs_of(row)
    filters = LedgerFilter(request.GET, needs=needs)
    shown = filters.chosen or max(needs, key=lambda need: need.commitments, default=None)
    page, entries = page_of(request, row, filters, today)
    may_commit = not row.project.closed_on and bool(acts_for(request.user, row))
    own = own_of(request.user, row, needs, today)
    found = totals_of(row, [shown], today, need=shown.pk)[0] if shown else None
    context = {
        "project": row.project,
        "group": row,
        "needs": needs,
        "filter": filters,
        "shown": shown,
        "totals": found,
        "drawn": bars.set_out(found) if found else [],
        "drawn_total": bars.row_of_all(found) if found else "",
        "own": ledger.set_out_own(
            own,
            may_commit=may_commit,
            is_open=not row.project.closed_on,
            new_url=reverse("buyers:new_commitment", args=[slug, group]),
        ),
        "may_commit": may_commit,
        "page": page,
        "rows": entries,
        "lines": ledger.set_out(entries),
        "is_member": bool(speaks_for(request.user, row)),
    }
    return render(request, "buyers/commitments.html", context)


def ledger_of(person, group, filters, *more):
    """What this person may read of the ledger, as it was asked for; `more` are columns."""
    return filters.narrow(ledger.newest_first(*more).readable_in(group, person))


def page_of(request, group, filters, today):
    """A page of it, and its rows. One statement: how many there are is counted with them."""
    found = ledger_of(request.user, group, filters, ledger.TOGETHER)
    paginator = Paginator(found, PER_PAGE)
    number = request.GET.get("page")
    number = int(number) if str(number).isdecimal() and len(number) < 10 else 1
    start = (max(number, 1) - 1) * PER_PAGE
    needs = filters.needs.values()
    rows = ledger.rows(found[start : start + PER_PAGE], group, needs, today)
    if not rows and start:  # beyond the last one
        page = paginator.get_page(number)
        return page, ledger.rows(page.object_list, group, needs, today)
    paginator.count = rows[0].more[0] if rows else 0
    return paginator.get_page(number), rows


def own_of(person, group, needs, today):
    """Their drafts, and what of theirs stands."""
    if not speaks_for(person, group):
        return []
    rows = ledger.newest_first().own_of(person).filter(group=group.pk, state__in=STILL)
    return ledger.rows(rows.order_by("state", "need__number", "year", "pk"), group, needs, today)


def totals_of(group, needs, today, **only):
    """Of each need; all of it for who steers the group."""
    entries = totals.gather(group, today, **only)
    return [totals.of_need(need, entries, everything=group.may_steer) for need in needs]


def export(request, slug, group, format):
    row = find(request.user, slug, group)
    today, needs = timezone.localdate(), totals.needs_of(row)
    filters = LedgerFilter(request.GET, needs=needs)
    found = ledger_of(request.user, row, filters, *ledger.MORE, *ledger.WITHDRAWN)
    rows = ledger.rows(found, row, needs, today)
    return exports.commitments(format, row, rows)


def export_totals(request, slug, group, format):
    """Of the need that was asked for, or of all."""
    row = find(request.user, slug, group)
    needs = totals.needs_of(row)
    chosen = LedgerFilter(request.GET, needs=needs).chosen
    of = [chosen] if chosen else needs
    return exports.totals(format, row, totals_of(row, of, timezone.localdate()))


def pdf(request, slug, group):
    row = find(request.user, slug, group)
    today, needs = timezone.localdate(), totals.needs_of(row)
    filters = LedgerFilter(request.GET, needs=needs)
    of = [filters.chosen] if filters.chosen else needs
    rows = ledger.rows(ledger_of(request.user, row, filters), row, needs, today)
    content = overview.document(row, totals_of(row, of, today), rows, today)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{slug}-{group}-commitments.pdf"'},
    )
