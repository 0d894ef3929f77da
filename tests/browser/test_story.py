"""The portal's main job, as people meet it: schedule, register, move, be told, be reminded.

Real browser, real mail server, real Celery worker.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from core import months
from core.clock import wall_moment
from outbox.models import Mail
from reminders import planning
from reminders.defaults import install_defaults
from reminders.sending import send_all
from tests.people import PASSWORD
from tests.processes import wait_until

ZAGREB = ZoneInfo("Europe/Zagreb")


def wednesday_in_m22(project) -> date:
    """Within the window of the trainings, and two weeks and more from now."""
    first = months.first_day(project.start, 22) + timedelta(days=14)
    return first + timedelta(days=(2 - first.weekday()) % 7)


@pytest.fixture
def log_in(new_context):
    def log_in(person):
        page = new_context().new_page()
        page.goto("/")
        page.get_by_label("E-mail address").fill(person.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in", exact=True).first.click()
        page.get_by_role("heading", level=1).wait_for()
        return page

    return log_in


def in_words(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def invitation(message) -> Calendar:
    """The calendar update that a mail carries."""
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == str(calendar["METHOD"])
    return calendar


def test_iclei_schedules_a_buyer_registers_iclei_moves_it_and_the_buyer_is_reminded_once(
    world, log_in, processes, smtp_server, sending
):
    fixed = wednesday_in_m22(world.project)
    moved = fixed + timedelta(days=14)
    worker = processes.worker(EMAIL_URL=smtp_server.url)
    iclei = log_in(world.task_lead)

    # ICLEI finds the training on its desk and fixes the day.
    iclei.get_by_role("link", name="Fix days").click()
    iclei.get_by_label("Date").first.fill(fixed.isoformat())
    iclei.get_by_label("Starts").first.fill("09:00")
    iclei.get_by_label("Ends").first.fill("16:30")
    iclei.get_by_role("button", name="Fix these days").click()
    iclei.get_by_text("The days are fixed.").wait_for()

    # The buyer finds it on theirs and registers.
    buyer = log_in(world.buyer)
    buyer.get_by_role("link", name="Register").click()
    buyer.get_by_role("button", name="Register").click()
    buyer.get_by_text("You have a seat.").wait_for()
    confirmed = wait_until(lambda: smtp_server.accepted_by(world.buyer.email))[0]
    first = invitation(confirmed)

    # ICLEI moves it, sees whom that reaches, and says why.
    iclei.get_by_role("link", name="Move").click()
    iclei.get_by_label("Date").first.fill(moved.isoformat())
    iclei.get_by_label("Why").fill("The venue is double booked")
    iclei.get_by_role("button", name="See who is told").click()
    iclei.get_by_text(in_words(fixed)).first.wait_for()
    iclei.get_by_role("button", name="Move it").click()
    iclei.get_by_text("The training has moved. 1 person was told.").wait_for()

    # The buyer's mail has the new day, and an update of the same calendar entry.
    update = wait_until(lambda: smtp_server.accepted_by(world.buyer.email)[1:])[0]
    text = update.get_body(("plain",)).get_content()
    assert in_words(moved) in text
    assert "The venue is double booked" in text
    second = invitation(update)
    before, after = first.walk("VEVENT")[0], second.walk("VEVENT")[0]
    assert (str(first["METHOD"]), str(second["METHOD"])) == ("REQUEST", "REQUEST")
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt == datetime.combine(moved, time(9), ZAGREB)
    assert after["ATTENDEE"] == f"mailto:{world.buyer.email}"

    # Time passes: two weeks before the day, at eight in Zagreb, the reminder arrives. Once.
    worker.kill()
    eight = wall_moment(moved - timedelta(days=14), time(8), "Europe/Zagreb")
    install_defaults(active_from=eight - timedelta(days=60))
    for moment in (eight - timedelta(minutes=1), eight, eight, eight + timedelta(hours=3)):
        planning.plan(moment)
        send_all(moment)
    processes.worker(EMAIL_URL=smtp_server.url)
    wait_until(lambda: not Mail.objects.filter(state__in=("queued", "sending")).exists())
    reminders = smtp_server.accepted_by(world.buyer.email)[2:]
    assert [message["Subject"] for message in reminders] == [
        f"In 14 days: Zagreb, {in_words(moved)}"
    ]
    assert invitation(reminders[0]).walk("VEVENT")[0]["UID"] == after["UID"]
