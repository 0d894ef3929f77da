"""The mails of the work plan."""

from core.dates import key_of
from outbox.letters import compose
from outbox.models import Category
from outbox.posting import Draft, post_many
from partners.models import Person
from workpackages.models import Risk


def lead_assigned(item, *, by) -> int:
    """Tell the people of an item's new lead or a risk's new owner, in the language of each.

    Returns how many were told.

    For the act that named the lead, in its transaction: its history row names the mail. Whoever did
    it knows already and gets none.
    """
    change = item.history.latest("history_id").pk
    template = "risk_assigned" if isinstance(item, Risk) else "lead_assigned"
    people = Person.objects.acting_for(item.lead).exclude(pk=by.pk).exclude(account="closed")
    drafts = []
    for person in people:
        letter = compose(
            f"workpackages/{template}",
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
