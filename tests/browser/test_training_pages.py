"""The pages of trainings in a real browser, as each person meets them: axe, dark, phone."""

from datetime import timedelta

from django.utils import timezone

from tests.browser.test_frame import assert_fit, log_in
from tests.people import fix_day, make_invitation, make_period
from tests.trainings.filed import make_material, make_module
from trainings import links, messages, registration
from trainings.answering import Told
from trainings.models import Programme, Question

ALL = "/projects/ppi4test/trainings/"
RUNS = (
    "",
    "edit/",
    "history/",
    "go/",
    "move/",
    "postpone/",
    "merge/",
    "cancel/",
    "copy/",
    "agenda/",
    "agenda/{item}/",
    "trainers/new/",
    "trainers/{trainer}/",
    "cohosts/new/",
    "registrations/",
    "registrations/?state=waiting&q=nobody",
    "registrations/{registration}/",
    "registrations/{registration}/reject/",
    "registrations/needs/",
    "registrations/add/",
    "registrations/open/",
    "questions/",
    "questions/new/",
    "invitations/",
    "invitations/?show=sent",
    "invitations/review/",
    "invitations/somebody/",
    "messages/",
    "messages/new/",
    "messages/{message}/",
    "materials/",
    "materials/new/",
)
PROGRAMME = ("", "edit/", "plan/", "questions/", "modules/new/", "materials/", "share/")
OPEN = ("", "embed/", "zagreb/", "?lang=hr")


def filled(world) -> dict:
    """The training in a month: a seat with what it told, all that is written, asked and taught."""
    now, training = timezone.now(), world.training
    make_period(world.project)
    Programme.objects.filter(pk=world.programme.pk).update(is_public=True, purpose="To buy better")
    fix_day(training, timezone.localdate() + timedelta(days=30))
    make_module(world.programme)
    make_material(world.programme, world.task_lead, audience="all", now=now)
    Question.objects.create(programme=world.programme, training=training, text="How far?")
    item = training.agenda_items.create(title="Welcome")
    trainer = training.trainers.create(name="Ana Horvat")
    training.cohost_rows.create(name="KOINNO", country="DE")
    told = Told(answers={}, diet="no nuts")
    seat = registration.register(
        training=training, person=world.buyer, by=world.buyer, now=now, told=told
    )
    seat.save(update_fields=links.give(seat, ends=now + timedelta(days=60)))
    given = {"subject": "Hello", "text": "Bring a pen.", "states": ["confirmed"]}
    message = messages.send(training=training, by=world.organiser, now=now, **given)
    day = timezone.localdate() + timedelta(days=10)
    city = world.city.organisation
    make_invitation(training, city, world.partner, answer_by=day)
    asked = {"state": "sent", "sent_at": now, "answer_by": day}
    invited = make_invitation(training, city, world.coordinator, **asked)
    return {
        "item": item.pk,
        "trainer": trainer.pk,
        "registration": seat.pk,
        "message": message.pk,
        "seat": links.secret(seat),
        "invited": links.secret(invited),
    }


def test_the_pages_of_who_runs_a_training_are_fit_for_everyone(page, world):
    found = filled(world)
    log_in(page, world.task_lead)
    assert_fit(page, f"{ALL}people/")
    for address in RUNS:
        assert_fit(page, f"{ALL}zagreb/{address.format(**found)}")
    for address in PROGRAMME:
        assert_fit(page, f"{ALL}programmes/{world.programme.slug}/{address}")


def test_the_pages_of_who_comes_are_fit_for_everyone(page, world):
    found = filled(world)
    log_in(page, world.buyer)
    for address in ("", "answers/", "withdraw/"):
        assert_fit(page, f"{ALL}zagreb/{address}")
    page.context.clear_cookies()
    for address in ("", "answers/", "withdraw/"):
        assert_fit(page, f"/trainings/seat/{found['seat']}/{address}")
    assert_fit(page, f"/trainings/invitation/{found['invited']}/")
    assert_fit(page, "/trainings/invited/")
    assert_fit(page, "/trainings/invitation/broken/", status=404)


def test_the_public_pages_of_trainings_are_fit_for_everyone(page, world):
    filled(world)
    for address in OPEN:
        assert_fit(page, f"/open/ppi4test/trainings/{world.programme.slug}/{address}")


def test_a_training_that_was_held_is_fit_for_everyone(page, world):
    filled(world)
    earlier, training = timedelta(days=31), world.training
    day = training.days.get()
    day.day -= earlier
    day.save()
    training.first_day = training.last_day = day.day
    training.starts_at -= earlier
    training.ends_at -= earlier
    training.save()
    log_in(page, world.task_lead)
    for address in ("", "attendance/", "attendance/add/", "registrations/", "history/"):
        assert_fit(page, f"{ALL}zagreb/{address}")
