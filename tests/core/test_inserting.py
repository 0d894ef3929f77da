from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.inserting import insert_new
from outbox.models import Mail
from reminders.models import Entry, Rule


def mail(number, **fields) -> Mail:
    fields = {"purpose_key": f"test:{number}", "rank": 2, "language": "en"} | fields
    return Mail(to=f"person{number}@example.org", subject="ž 'quoted' %s", **fields)


def columns(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rows_are_written_as_django_writes_them(world):
    rule = Rule.objects.create(kind="task_due", role="lead", active_from=timezone.now())
    entry = {
        "person": world.coordinator,
        "rule": rule,
        "project": world.project,
        "kind": "task_due",
        "moment": "2027-09-30",
        "item_day": date(2027, 9, 30),
        "step": -3,
        "due": timezone.now(),
        "created_at": timezone.now(),
        "trail": [{"when": "today", "why": "ž"}],
    }
    Entry.objects.create(**entry, item_key="workpackages.task:1")
    insert_new([Entry(**entry, item_key="workpackages.task:2")])
    one, other = (columns(row) for row in Entry.objects.order_by("pk"))
    assert one | {"id": other["id"], "item_key": other["item_key"]} == other


def test_what_is_there_stays_and_hundreds_take_few_statements(db):
    insert_new([mail(1, text="first")])
    rows = [mail(number, text="second", headers={"Reply-To": "a"}) for number in range(200)]
    with CaptureQueriesContext(connection) as captured:
        insert_new(rows)
    inserts = [query for query in captured if query["sql"].startswith("INSERT")]
    assert len(inserts) == (1 if connection.vendor == "postgresql" else 5)
    assert Mail.objects.count() == 200
    assert Mail.objects.get(purpose_key="test:1").text == "first"
    there = Mail.objects.get(purpose_key="test:2")
    assert (there.text, there.headers, there.subject) == (
        "second",
        {"Reply-To": "a"},
        rows[2].subject,
    )
    assert there.created_at == rows[2].created_at


def test_nothing_to_write_asks_nothing():
    insert_new([])
