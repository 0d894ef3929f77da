"""Why a deliverable is late: asked for when it is handed in, kept until it is accepted."""

from datetime import date

import pytest

from tests.people import ROLES, TODAY, make_deliverable
from tests.reading import notes, read_csv
from tests.workpackages.test_editing import edit_form
from workpackages import progress
from workpackages.models import Deliverable

BASE = "/projects/ppi4test"


@pytest.fixture
def late(world):
    """Due at the end of M20, in August; it is September."""
    world.d41.due_month = 20
    world.d41.save()
    progress.perform(item=world.d41, verb="draft", by=world.partner)
    world.d41.refresh_from_db()
    return world.d41


def submit(client, **typed):
    values = {"on": "2027-09-06", "reason": "", **typed}
    return client.post(f"{BASE}/d4.1/submit/", values, follow=True)


def test_a_late_submission_asks_why(world, login, late):
    client = login(world.coordinator)
    assert "delay" in client.get(f"{BASE}/d4.1/submit/").context["form"].fields
    page = submit(client, delay="The buyers were on holiday.").content.decode()
    assert "The buyers were on holiday." in page
    late.refresh_from_db()
    assert (late.state, late.delay) == ("submitted", "The buyers were on holiday.")


def test_one_in_time_does_not(world, login):
    progress.perform(item=world.d41, verb="draft", by=world.partner)
    client = login(world.coordinator)
    page = client.get(f"{BASE}/d4.1/submit/")
    assert "delay" not in page.context["form"].fields
    page = submit(client)
    assert "Justification of the delay" not in page.content.decode()


def test_what_was_written_before_stays(world, login, late):
    progress.perform(item=late, verb="justify", by=world.partner, delay="Staff has left.")
    client = login(world.coordinator)
    assert client.get(f"{BASE}/d4.1/submit/").context["form"]["delay"].value() == "Staff has left."
    progress.perform(item=late, verb="submit", by=world.coordinator, on=TODAY)
    late.refresh_from_db()
    assert late.delay == "Staff has left."


def test_the_coordinator_and_who_owes_it_write_it_until_it_is_accepted(world, login, late):
    for role in ROLES:
        sees = role not in ("administrator", "buyer", "stranger")
        status = 200 if role in ("coordinator", "partner") else 403 if sees else 404
        assert login(world.person(role)).get(f"{BASE}/d4.1/delay/").status_code == status
    client = login(world.partner)
    client.post(f"{BASE}/d4.1/delay/", edit_form(client, f"{BASE}/d4.1/delay/") | {"delay": "Ill."})
    late.refresh_from_db()
    newest = late.history.latest("history_id")
    assert (late.delay, newest.history_user) == ("Ill.", world.partner)
    progress.perform(item=late, verb="submit", by=world.coordinator, on=TODAY)
    assert client.get(f"{BASE}/d4.1/delay/").status_code == 200
    progress.perform(item=late, verb="accept", by=world.coordinator, on=TODAY)
    answer = client.get(f"{BASE}/d4.1/delay/", follow=True)
    assert [str(m) for m in answer.context["messages"]] == [
        "D4.1 is accepted: this cannot be done now."
    ]
    assert "Ill." in client.get(f"{BASE}/d4.1/").content.decode()


def test_what_was_typed_is_not_lost_when_it_is_no_longer_late_or_accepted(world, login, late):
    client = login(world.partner)
    address = f"{BASE}/d4.1/delay/"
    values = edit_form(client, address)
    late.due_month = 30
    late.save_without_historical_record()
    assert client.post(address, values | {"delay": "Staff has left."}).status_code == 302
    progress.perform(item=late, verb="submit", by=world.coordinator, on=TODAY)
    progress.perform(item=late, verb="accept", by=world.coordinator, on=TODAY)
    told = client.post(address, values | {"delay": "Ill."}).context["form"]
    values |= {"delay": "Ill.", "version_seen": told["version_seen"].value()}
    answer = client.post(address, values)
    assert answer.context["form"].non_field_errors() == [
        "D4.1 is accepted: this cannot be done now."
    ]
    assert "Ill.</textarea>" in answer.content.decode()


def test_what_is_not_late_needs_none(world, login):
    answer = login(world.partner).get(f"{BASE}/d4.1/delay/", follow=True)
    assert notes(answer) == ["D4.1 is not late."]


def test_too_much_is_refused_and_who_saves_second_is_told(world, login, late):
    client = login(world.partner)
    values = edit_form(client, f"{BASE}/d4.1/delay/")
    answer = client.post(f"{BASE}/d4.1/delay/", values | {"delay": "x" * 2001})
    assert list(answer.context["form"].errors) == ["delay"]
    progress.perform(item=late, verb="justify", by=world.coordinator, delay="Staff has left.")
    answer = client.post(f"{BASE}/d4.1/delay/", values | {"delay": "Mine"})
    assert "Coordinator" in answer.context["form"].non_field_errors()[1]
    assert "Mine</textarea>" in answer.content.decode()


def test_the_list_finds_what_is_late_without_a_word(world, login, late):
    in_time = make_deliverable(world.wp4, world.acr, "4.2", state="submitted")
    in_time.submitted_on = date(2027, 9, 1)
    in_time.save()
    was_late = make_deliverable(world.wp4, world.acr, "4.3", due_month=19, state="submitted")
    was_late.submitted_on = date(2027, 9, 1)
    was_late.save()
    make_deliverable(world.wp4, world.acr, "4.4", due_month=19, state="accepted")
    client = login(world.coordinator)

    def found():
        rows = client.get(f"{BASE}/deliverables/?unjustified=on").context["rows"]
        return [row.code for row in rows]

    assert found() == ["D4.1", "D4.3"]
    progress.perform(item=late, verb="justify", by=world.partner, delay="Staff has left.")
    assert found() == ["D4.3"]
    assert read_csv(client.get(f"{BASE}/deliverables.csv?q=d4.1"))[1][-1] == "Staff has left."
    assert "unjustified" not in client.get(f"{BASE}/milestones/").context["filter"].fields
    assert Deliverable.objects.unjustified(TODAY).count() == 1
