"""The mails of the work plan."""

from django.utils.translation import gettext_lazy as _

from core.dates import key_of
from outbox.letters import compose
from outbox.models import Category
from outbox.posting import Draft, post_many
from partners.models import Person
from records.dossiers import purpose


def lead_assigned(item, *, by) -> int:
    """Tell the people of an item's new lead, in the language of each; returns how many were told.

    For the act that named the lead, in its transaction: its history row names the mail. Whoever did
    it knows already and gets none.
    """
    change = item.history.latest("history_id").pk
    people = Person.objects.acting_for(item.lead).exclude(pk=by.pk).exclude(account="closed")
    drafts = []
    for person in people:
        letter = compose(
            "workpackages/lead_assigned",
            {
                "item": item,
                "project": item.project,
                "due_on": item.due_date(),
                "by": by,
                "person": person,
            },
            language=person.language,
        )
        drafts.append(
            Draft(
                to=person.email,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                language=person.language,
                category=Category.SERVICE,
                purpose_key=f"lead:{key_of(item)}:{change}:{person.pk}",
                subject_key=key_of(item),
            )
        )
    if drafts:
        post_many(drafts)
    return len(drafts)


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
    return _tell(item, "workpackages/commented", comment, words, hearers, now)


def handed_in(item, version, hearers, *, as_draft: bool, now) -> int:
    """Tell people of a new file or version; how many are told."""
    words = {"version": version, "by": version.uploaded_by, "as_draft": as_draft}
    return _tell(item, "workpackages/handed_in", version, words, hearers, now)


def _tell(item, letter_name: str, row, words: dict, hearers, now) -> int:
    drafts = []
    for person, why in hearers:
        letter = compose(
            letter_name,
            {"item": item, "project": item.project, "why": WHY_TALK[why], **words},
            language=person.language,
            to=person.email,
            category=Category.TALK,
        )
        drafts.append(
            Draft(
                to=person.email,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                language=person.language,
                category=Category.TALK,
                purpose_key=f"{purpose(row)}{person.pk}",
                subject_key=key_of(item),
            )
        )
    if drafts:
        post_many(drafts, now=now)
    return len(drafts)
