"""The second buyer group of the demo: the wider circle whose people the regional trainings are for.

PPI4Waste had its core buyers, a buyer group and, around them, a purchasing community. Who belongs
to it here is invented. Its people have no account: they answer by the links in their mails.
"""

from datetime import date

from buyers.models import BuyerGroup, BuyerMembership
from core.history import record
from partners.models import Organisation
from ppi_portal.demo.facts import COMMUNITY
from trainings.models import Programme

PURPOSE = """\
Public authorities that want to buy innovation in waste services, and send their people to the \
trainings of the project."""


def enter_community(demo, name_person) -> BuyerGroup:
    start = demo.line.day(date(2016, 1, 1))
    group = BuyerGroup(
        project=demo.project,
        name="Purchasing community",
        slug="purchasing-community",
        purpose=PURPOSE,
        task=demo.tasks["4.2"],
        is_illustrative=True,
    )
    group.full_clean()
    record(group, "")
    for box, city, legal_name, country, zone in COMMUNITY:
        organisation = Organisation(
            name=legal_name, short_name=f"City of {city}", country=country, city=city, type="PUB"
        )
        organisation.full_clean()
        record(organisation, "")
        member = BuyerMembership(
            group=group, organisation=organisation, tier="authority", since=start
        )
        member.full_clean()
        record(member, "")
        person = demo.person(box, f"Procurement officer, City of {city}", zone, country)
        name_person(demo, member, person, start)
    return group


def invite_to_trainings(group: BuyerGroup) -> None:
    """The regional trainings are for them too."""
    Programme.objects.get(project=group.project_id, slug="regional").buyer_groups.add(group)
