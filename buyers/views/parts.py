"""A part of a feasibility plan: its page, its versions, and the acts on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers import parts
from buyers.differences import between
from buyers.forms.plans import AgreeForm, AnswerForm, AskForm, AssignForm, WriteForm
from buyers.models import PartApproval, PartVersion, PlanPart
from buyers.models.plan import LONGEST_TEXT
from buyers.views.groups import acts_for
from buyers.views.plans import AROUND, tell_plan
from core import markdown
from core.history import changes
from core.rights import tell
from core.views import form_page
from partners.models import Organisation
from workpackages.talk import remarks_on

State = PlanPart.State
Verdict = PartApproval.Verdict
FEW = 5  # versions; more are folded away


def part(request, slug, group, number):
    now, today = timezone.now(), timezone.localdate()
    row = find(request.user, slug, group, number)
    standing = parts.standing_of([row], today)[row.pk]
    own = acts_for(request.user, row.plan.group) if row.may_answer else set()
    versions = list(row.versions.with_newest_text().select_related("written_by").defer("text"))
    newest = next((each for each in versions if each.number == row.version), None)
    context = page_of(row) | {
        "newest": newest,
        "text": markdown.html(newest.newest_text) if newest else "",
        "standing": standing,
        "answers": answers(row, standing, own),
        "acts": acts_on(row),
        "versions": versions,
        "few": row.version <= FEW,
        "read": read_by(row, standing, own),
        "talk": {"address": row.get_absolute_url(), "may_write": may_talk(row)},
        "remarks": remarks_on(row, request.user, now),
        "changes": changes(row, limit=20),
        "today": today,
    }
    return render(request, "buyers/part.html", context)


def answers(row: PlanPart, standing: parts.Standing, own: set[int]) -> list[dict]:
    """What stands in the table of answers: the members that are asked, and who has answered before;
    one's own first, for these have buttons."""
    names = dict(standing.asked)
    names |= {pk: said.organisation.short_name for pk, said in standing.said.items()}
    found = [
        {
            "organisation": pk,
            "name": name,
            "said": standing.said.get(pk),
            "counts": standing.word_of(pk) is not None,
            "waits": standing.waits_for(pk),
            "is_own": pk in own,
        }
        for pk, name in names.items()
    ]
    return sorted(found, key=lambda each: (not each["is_own"], each["name"]))


def acts_on(row: PlanPart) -> set[str]:
    """The acts that this person may do now, by the ends of their addresses."""
    found = {"write"} if row.may_edit else set()
    if row.may_manage:
        found |= {"assign"}
        found |= {"ask"} if row.state == State.WRITING else set()
        found |= {"agree"} if row.state == State.REVIEW else set()
    if row.may_answer and row.state in parts.ANSWERABLE:
        found |= {"answer"}
    return found


def read_by(row: PlanPart, standing: parts.Standing, own: set[int]) -> PartApproval | None:
    """The last answer of one's own members, where the text has changed since."""
    said = [each for pk, each in standing.said.items() if pk in own]
    newest = max(said, key=lambda each: each.version, default=None)
    return newest if newest and newest.version < row.version else None


def may_talk(row: PlanPart) -> bool:
    return row.may_manage or row.may_answer


def page_of(row: PlanPart) -> dict:
    return {
        "project": row.plan.project,
        "group": row.plan.group,
        "plan": row.plan,
        "part": row,
        "title": parts.title_of(row),
        "base": row.get_absolute_url(),
    }


def find(person, slug, group, number, *, right: str = "") -> PlanPart:
    """The part with this person's rights to it; 403 when they see it and lack `right`."""
    seen = PlanPart.objects.visible_to(person)
    rows = seen.select_related("owner", *(f"plan__{name}" for name in AROUND))
    at = {"plan__group__project__slug": slug, "plan__group__slug": group}
    row = get_object_or_404(rows, number=number, **at)
    tell_plan(row.plan, person)
    tell(row, PlanPart.objects.rights_of(person))
    if right and not getattr(row, right):
        raise PermissionDenied
    return row


def assign(request, slug, group, number):
    row = find(request.user, slug, group, number, right="may_manage")
    today = timezone.localdate()
    members = row.plan.group.memberships.valid_on(today).values_list("organisation", flat=True)
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        instance=row,
        members={*members, row.owner_id} - {None},
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user, today=today):
        messages.success(request, _("%s is assigned.") % parts.title_of(row))
        return redirect(row)
    return show(request, row, form, _("Who writes it, and by when"))


def write(request, slug, group, number):
    """A look before saving and a version that came meanwhile are shown below the form."""
    row = find(request.user, slug, group, number, right="may_edit")
    newest = row.versions.newest().select_related("written_by").first()
    sent = request.POST if request.method == "POST" else None
    wants_look = sent is not None and "preview" in sent
    if sent is None:
        form = WriteForm(initial={"text": newest.text if newest else "", "seen": row.version})
    elif wants_look:
        form = WriteForm(initial={name: sent.get(name, "") for name in ("text", "note", "seen")})
    else:
        form = WriteForm(sent)
        if form.carry_out(form.save, part=row, by=request.user, now=timezone.now()):
            messages.success(request, _("Version %d is saved.") % form.outcome.number)
            return redirect(row)
    context = {"part": row, "base": row.get_absolute_url(), "overtaken": None}
    if wants_look:
        context["look"] = markdown.html(sent.get("text", "")[:LONGEST_TEXT])
    elif sent is not None and form.has_error("__all__", "overtaken"):
        before = row.versions.filter(number=form.cleaned_data["seen"] or 0).first()
        newest = row.versions.newest().select_related("written_by").first()
        context["overtaken"] = newest
        context["lines"] = newest and between(before.text if before else "", newest.text)
    return show(
        request,
        row,
        form,
        _("Write"),
        submit=_("Save as version %d") % (row.version + 1),
        template="buyers/write_part.html",
        **context,
    )


def answer(request, slug, group, number, organisation):
    """For a member that names this person: nobody answers for another."""
    row = find(request.user, slug, group, number)
    members = row.plan.group.memberships.values("organisation")
    member = get_object_or_404(Organisation.objects.filter(pk__in=members), pk=organisation)
    if not row.may_answer or organisation not in acts_for(request.user, row.plan.group):
        raise PermissionDenied
    if row.state not in parts.ANSWERABLE and request.method != "POST":
        return too_late(request, row)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": row.version, "verdict": request.GET.get("verdict", "")},
    )
    given = {"part": row, "organisation": member, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.carry_out(form.save, **given):
        if form.outcome.verdict == Verdict.APPROVES:
            messages.success(request, _("%s approves this version.") % member.short_name)
        else:
            messages.success(request, _("%s objects to this version.") % member.short_name)
        return redirect(row)
    return show(request, row, form, _("Answer for %s") % member.short_name, submit=_("Answer"))


def act(request, slug, group, number, verb):
    """Asks for approval, or says that the group agrees."""
    row = find(request.user, slug, group, number, right="may_manage")
    form_class, state, title, done = {
        "ask": (AskForm, State.WRITING, _("Ask for approval"), _("The members are asked.")),
        "agree": (AgreeForm, State.REVIEW, _("Agree on this part"), _("The part is agreed.")),
    }[verb]
    today = timezone.localdate()
    if row.state != state and request.method != "POST":
        return too_late(request, row)
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.carry_out(
        form.save, part=row, by=request.user, today=today
    ):
        messages.success(request, done)
        return redirect(row)
    return show(
        request,
        row,
        form,
        title,
        submit=title,
        template="buyers/part_act.html",
        verb=verb,
        standing=parts.standing_of([row], today)[row.pk],
    )


def too_late(request, row: PlanPart):
    words = {"state": row.get_state_display()}
    messages.warning(request, _("This part is %(state)s: this cannot be done now.") % words)
    return redirect(row)


def show(request, row: PlanPart, form, title: str, **context):
    """A page under the address of the part."""
    return form_page(
        request,
        form,
        row.plan.project,
        title,
        above=row.get_absolute_url(),
        above_label=f"{row.number} {parts.title_of(row)}",
        **context,
    )


# --- Versions ------------------------------------------------------------------------------------


def version(request, slug, group, number, version):
    row = find(request.user, slug, group, number)
    rows = PartVersion.objects.visible_to(request.user).select_related("written_by")
    found = get_object_or_404(rows, part=row, number=version)
    context = page_of(row) | {"version": found, "text": markdown.html(found.text)}
    return render(request, "buyers/part_version.html", context)


def differences(request, slug, group, number):
    """Between two versions, `from` and `to` in the address; without them the last two."""
    row = find(request.user, slug, group, number)
    if row.version < 2:
        raise Http404
    last = named(request.GET.get("to"), row) or row.version
    first = named(request.GET.get("from"), row) or max(last - 1, 1)
    first, last = sorted((first, last))
    rows = PartVersion.objects.visible_to(request.user).filter(part=row)
    texts = dict(rows.filter(number__in={first, last}).values_list("number", "text"))
    context = page_of(row) | {
        "first": first,
        "last": last,
        "numbers": range(1, row.version + 1),
        "lines": between(texts[first], texts[last]),
    }
    return render(request, "buyers/part_differences.html", context)


def named(text: str | None, row: PlanPart) -> int:
    """A version of the part, or 0."""
    is_number = text is not None and text.isascii() and text.isdecimal() and len(text) < 6
    return int(text) if is_number and 1 <= int(text) <= row.version else 0
