"""The mails of the buyer groups."""

from buyers.models import BuyerPerson
from core.dates import key_of
from outbox.letters import compose
from outbox.models import Category, Mail
from outbox.posting import post
from partners.models import Person


def named(place: BuyerPerson, *, by: Person) -> Mail:
    """To somebody with an account, whom a member of the group has named."""
    person = place.person
    letter = compose(
        "buyers/named", {"place": place, "person": person, "by": by}, language=person.language
    )
    return post(
        to=person.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=person.language,
        category=Category.SERVICE,
        purpose_key=f"named:{key_of(place)}",
        subject_key=key_of(place),
    )
