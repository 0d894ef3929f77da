"""The mails of the work plan."""

from django.utils.translation import gettext_lazy as _

from core.dates import key_of
from outbox.letters import compose
from outbox.models import Category
from outbox.posting import Draft, post_many
from partners.models import Person, TeamMember
from records.dossiers import purpose
from workpackages.models import Risk


def lead_assigned(items: list, *, by) -> int:
    """Tell the people of the new lead that these items share, in the language of each: one mail.

    Or those of the new owner of a risk, which comes alone. Returns how many were told. For the act
    that named the lead, in its transaction: its newest history row names the mail. Whoever did it
    knows already and gets none.
    """
    first = items[0]
    change = first.history.latest("history_id").pk
    template = "risk_assigned" if isinstance(first, Risk) else "lead_assigned"
    people = Person.objects.acting_for(first.lead).exclude(pk=by.pk)
    context = {
        "items": [(item, item.due_date()) for item in items],
        "first": first,
        "project": first.project,
        "by": by,
    }
    # About several things: what becomes of one of them does not take it back.
    several = len(items) > 1
    return _tell(
        people,
        template,
        context,
        reason=f"lead:{key_of(first)}:{change}:",
        subject_key=key_of(first.project if several else first),
        also_about=[key_of(item) for item in items] if several else [],
    )


def effort_handed_in(report, *, by, again: bool, on) -> int:
    """Tell the coordinator's people: the last report of a period is in, or a corrected one."""
    coordinators = TeamMember.objects.valid_on(on).editors()
    coordinators = coordinators.filter(
        participation__project=report.period.project_id, participation__role="coordinator"
    )
    people = Person.objects.filter(pk__in=coordinators.values("person")).exclude(pk=by.pk)
    return _tell_of_report("effort_handed_in", report, people, {"by": by, "again": again})


def effort_returned(report, *, by, reason: str, was_locked: bool) -> int:
    """Tell the partner's people that the report is theirs again, and why."""
    people = Person.objects.acting_for(report.participation).exclude(pk=by.pk)
    context = {"by": by, "reason": reason, "was_locked": was_locked}
    return _tell_of_report("effort_returned", report, people, context)


def _tell_of_report(name: str, report, people, context: dict) -> int:
    """One mail about a report to each, for the change of it that was recorded last."""
    change = report.history.latest("history_id").pk
    context |= {
        "report": report,
        "partner": report.participation.organisation.short_name,
        "project": report.period.project,
        "due_on": report.period.effort_day(report.period.project.start),
    }
    return _tell(people, name, context, reason=f"{name}:{change}:", subject_key=key_of(report))


WHY_TALK = {
    "mentioned": _("You get this because you are mentioned in it."),
    "follows": _("You get this because you follow it."),
    "part": _("You get this because your organisation leads it, or you review it."),
}


def commented(item, comment, hearers, *, now) -> int:
    """Tell people of a comment, once each, whatever becomes of its words; how many are told.

    `hearers` are (person, why), see `workpackages.talk.hearers`.
    """
    words = {"comment": comment, "by": comment.author}
    return _tell_hearers(item, "commented", comment, words, hearers, now)


def handed_in(item, version, hearers, *, as_draft: bool, now) -> int:
    """Tell people of a new file or version; how many are told."""
    words = {"version": version, "by": version.uploaded_by, "as_draft": as_draft}
    return _tell_hearers(item, "handed_in", version, words, hearers, now)


def _tell_hearers(item, name: str, row, words: dict, hearers, now) -> int:
    why = {person: WHY_TALK[reason] for person, reason in hearers}
    return _tell(
        why,
        name,
        {"item": item, "project": item.project, **words},
        reason=purpose(row),
        subject_key=key_of(item),
        category=Category.TALK,
        why=why,
        now=now,
    )


def _tell(
    people,
    name,
    context,
    *,
    reason,
    subject_key,
    also_about=(),
    category=Category.SERVICE,
    why=None,
    now=None,
) -> int:
    """The letter `name` to each, in their language, in the transaction of the act; how many.

    `reason` and the person name the mail: for one reason nobody gets two. `why` has the last line
    of each person's letter, where it says why they get it.
    """
    drafts = []
    for person in people:
        letter = compose(
            f"workpackages/{name}",
            context | {"person": person, "why": why and why[person]},
            language=person.language,
            to=person.email,
            category=category,
        )
        drafts.append(
            Draft(
                to=person.email,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                language=person.language,
                category=category,
                purpose_key=f"{reason}{person.pk}",
                subject_key=subject_key,
                also_about=also_about,
            )
        )
    if drafts:
        post_many(drafts, now=now)
    return len(drafts)
