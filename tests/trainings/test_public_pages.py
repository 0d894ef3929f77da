"""The public pages: what everybody reads of a programme and its trainings, and what nobody does."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from partners.models import Person
from tests.people import NOW, fix_day, make_training
from tests.trainings.filed import make_material, make_module
from trainings import registration, scheduling
from trainings.days import Slot
from trainings.models import AgendaItem, CoHost, Programme, Trainer, Training, TrainingDay

PAGES = ("public_programme", "public_training", "public_embed")
FILES = ("public_programme_ics", "public_training_ics")


def page(name, *more):
    """The address of a public page of the programme, or of its training in Zagreb."""
    of_training = ["zagreb"] if name.startswith("public_training") else []
    return reverse(f"trainings:{name}", args=["ppi4test", "regional", *of_training, *more])


def texts(client) -> dict[str, str]:
    return {name: client.get(page(name)).text for name in (*PAGES, *FILES)}


def test_a_croatian_date_at_the_end_of_a_sentence_has_one_stop(public, client):
    opens = NOW + timedelta(days=2)
    Training.objects.update(registration_switch=True, registration_opens=opens)
    text = client.get(page("public_training"), {"lang": "hr"}).text
    assert "8. rujna 2027. " in text or "8. rujna 2027.<" in text
    assert "2027.." not in text


# --- Who gets in ----------------------------------------------------------------------------------


def test_what_is_not_public_and_what_there_is_not_look_the_same(world, training, client):
    def shown(address):
        """The page without its own address, which names itself in each language."""
        answer = client.get(address)
        return answer.status_code, answer.text.replace(address, "")

    for name in (*PAGES, *FILES):
        nowhere = shown(page(name).replace("regional", "nothing"))
        assert nowhere[0] == 404
        assert shown(page(name)) == nowhere


@pytest.mark.parametrize("role", ["coordinator", "task_lead", "organiser"])
def test_who_runs_the_trainings_sees_the_pages_before(world, training, login, role):
    client = login(world.person(role))
    for name in ("public_programme", "public_training"):
        answer = client.get(page(name))
        assert "Not public yet." in answer.text
        assert '<meta name="robots" content="noindex">' in answer.text
        assert answer["Cache-Control"] == "private, no-cache"
        assert ("Make it public" in answer.text) == (role != "organiser")
    assert client.get(page("public_embed")).status_code == 404
    Programme.objects.update(is_public=True)
    assert "Not public yet." not in client.get(page("public_programme")).text


@pytest.mark.parametrize("role", ["partner", "officer", "buyer", "stranger"])
def test_others_do_not(world, training, login, role):
    client = login(world.person(role))
    for name in (*PAGES, *FILES):
        assert client.get(page(name)).status_code == 404


def test_a_training_of_another_programme_is_not_there(world, public, client):
    url = reverse("trainings:public_training", args=["ppi4test", "regional", "nowhere"])
    assert client.get(url).status_code == 404


# --- What they say --------------------------------------------------------------------------------


def test_the_page_of_a_training_says_what_when_and_where(world, public, client):
    Training.objects.update(map_url="https://maps.example/tower", language="Croatian")
    CoHost.objects.create(
        training=public, name="Split Waste", contact_name="Vesna", contact_email="vesna@example.org"
    )
    text = client.get(page("public_training"), {"lang": "en-gb"}).text
    for words in (
        "Wed 22 Sep 2027, 09:00–17:00 (Zagreb)",
        "Tower, Main Street 1",
        "https://maps.example/tower",
        "It is for members of Waste buyers (core buyer, contracting authority).",
        "ZGH",
        "Split Waste",
        "Croatian",
        "seats free",
        "mailto:ana@zgh.example",
        "Registration closes Wed 22 Sep 2027, 09:00 (Zagreb).",
        "/accounts/login/?next=/projects/ppi4test/trainings/zagreb/",
        "grant agreement 64",
    ):
        assert words in text
    assert "vesna@example.org" not in text
    assert "Vesna" not in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"seats_taken": 24}, "seats free"),
        ({"seats_taken": 25}, "full: waiting list"),
        ({"registration_switch": False}, "registration is not open"),
        ({"registration_closes": NOW - timedelta(hours=1)}, "registration has closed"),
        ({"registration_opens": NOW + timedelta(days=3)}, "registration opens Thu 9 Sep 2027"),
        ({"state": "cancelled"}, "cancelled"),
        ({"state": "held"}, "has taken place"),
        ({"state": "reported"}, "has taken place"),
        ({"starts_at": NOW - timedelta(hours=1)}, "has begun"),
    ],
)
def test_how_it_stands_is_said_in_words(world, public, client, fields, words):
    Training.objects.update(**fields)
    for name in PAGES:
        assert f">{words}</span>" in client.get(page(name)).text


def test_what_is_planned_shows_its_window(world, client):
    Programme.objects.update(is_public=True)
    for name in PAGES:
        text = client.get(page(name)).text
        assert "planned, the day is not fixed yet" in text
        assert "etween Wed 15 Sep 2027 and Tue 30 Nov 2027" in text
    Training.objects.update(window_opens=date(2027, 10, 4), window_closes=date(2027, 10, 8))
    text = client.get(page("public_training")).text
    assert "Between Mon 4 Oct 2027 and Fri 8 Oct 2027" in text
    assert client.get(page("public_training_ics")).status_code == 404
    assert "BEGIN:VEVENT" not in client.get(page("public_programme_ics")).text


def move(world, training, *days, hour=9):
    slots = [Slot(day, time(hour), time(17)) for day in days]
    return scheduling.move(
        training=training, by=world.task_lead, slots=slots, reason="The hall is taken", now=NOW
    )


def test_a_move_says_from_when(world, client, login):
    Programme.objects.update(is_public=True)
    slots = [Slot(date(2027, 9, 22), time(9), time(17))]
    row = scheduling.schedule(training=world.training, by=world.task_lead, slots=slots, now=NOW)
    assert "Moved" not in client.get(page("public_training")).text
    move(world, row, date(2027, 10, 5))
    move(world, row, date(2027, 10, 5), hour=10)  # a new hour is no move
    text = client.get(page("public_training")).text
    assert "Moved: it was planned for Wed 22 Sep 2027." in text
    assert "The hall is taken" not in text
    scheduling.postpone(training=row, by=world.task_lead, reason="Ill", now=NOW)
    text = client.get(page("public_training")).text
    assert "It does not take place on Tue 5 Oct 2027." in text
    assert "The new date follows" in text


def test_the_agenda_stands_by_day_with_who_teaches(world, public, client):
    TrainingDay.objects.create(
        training=public, position=2, day=date(2027, 9, 23), starts=time(9), ends=time(12)
    )
    ana = Trainer.objects.create(training=public, name="Ana Anić", organisation="ZGH")
    gone = Trainer.objects.create(training=public, name="Gone Away", left_at=NOW)
    first = AgendaItem.objects.create(
        training=public, title="Needs", starts=time(9), ends=time(10, 30)
    )
    first.trainers.set([ana, gone])
    AgendaItem.objects.create(training=public, day=2, title="Contracts")
    text = client.get(page("public_training")).text
    order = ["Day 1, Wed 22 Sep 2027", "09:00–10:30", "Needs", "Ana Anić, ZGH"]
    order += ["Day 2, Thu 23 Sep 2027", "Contracts"]
    found = [text.index(words) for words in order]
    assert found == sorted(found)
    assert "Gone Away" not in text


def test_who_was_merged_leads_to_the_other(world, public, client):
    other = fix_day(make_training(world.programme, world.iclei, "Freiburg"))
    Training.objects.filter(pk=public.pk).update(state="merged", merged_into=other)
    text = client.get(page("public_training")).text
    assert "It is held together with “Freiburg”." in text
    assert "/open/ppi4test/trainings/regional/freiburg/" in text
    hidden = Programme.objects.create(
        project=world.project,
        task=world.t42,
        title="Inner",
        slug="inner",
        first_month=1,
        last_month=2,
    )
    Training.objects.filter(pk=other.pk).update(programme=hidden)
    text = client.get(page("public_training")).text
    assert "It is held together with another training." in text
    assert "Freiburg" not in text


def test_trainings_ahead_stand_before_what_is_over(world, public, client):
    held = fix_day(make_training(world.programme, world.iclei, "Held"), date(2027, 9, 2))
    Training.objects.filter(pk=held.pk).update(state="held")
    make_training(world.programme, world.iclei, "Planned")
    answer = client.get(page("public_programme"))
    assert [row["title"] for row in answer.context["ahead"]] == ["Zagreb", "Planned"]
    assert [row["title"] for row in answer.context["past"]] == ["Held"]


def test_who_is_logged_in_goes_straight_to_the_training(world, public, login):
    text = login(world.buyer).get(page("public_training")).text
    assert 'href="/projects/ppi4test/trainings/zagreb/">Register</a>' in text
    assert "Log in to register" not in text
    text = login(world.stranger).get(page("public_training")).text
    assert "/projects/ppi4test/trainings/zagreb/" not in text


# --- What they never say --------------------------------------------------------------------------


def test_nothing_is_told_of_who_comes(world, public, buyers, enter, client):
    """Nobody's name or address, and no number of people: the pages are the same with three more."""
    for person in Person.objects.all():
        person.name = f"Known{person.pk} Surname{person.pk}"
        person.save(update_fields=["name"])
    Training.objects.update(capacity=7919, online_url="https://meet.example/room")
    enter(public, [world.buyer])
    before = texts(client)
    people = buyers(3)
    enter(public, people)
    registration.register(
        training=public, person=world.partner, by=world.organiser, now=NOW, override="Speaks"
    )
    assert texts(client) == before
    known = [(person.name, person.email) for person in Person.objects.all()]
    assert len(known) == 13
    for text in before.values():
        for name, email in known:
            assert name not in text
            assert email not in text
        for number in ("7919", "7918", "7915", "7914"):
            assert number not in text
        assert "meet.example" not in text


def test_reasons_and_the_board_stay_inside(world, public, client):
    Training.objects.update(meeting="Project board, Bilbao", decision_day=date(2027, 9, 8))
    text = client.get(page("public_training")).text
    assert "Bilbao" not in text
    assert "8 Sep 2027" not in text


# --- In a frame -----------------------------------------------------------------------------------


def test_the_embedded_calendar_alone_may_be_framed(world, public, login, client):
    for who in (client, login(world.organiser)):
        answer = who.get(page("public_embed"))
        policy = answer["Content-Security-Policy"]
        assert "frame-ancestors *;" in f"{policy};"
        assert "script-src 'none'" in policy
        assert "form-action 'none'" in policy
        assert "X-Frame-Options" not in answer
        assert not answer.cookies
        for never in ("<script", "<form", "csrf", "Organiser</"):
            assert never not in answer.text
    assert 'target="_blank" rel="noopener">Zagreb</a>' in answer.text
    for name in ("public_programme", "public_training"):
        answer = client.get(page(name))
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_no_public_page_sets_a_cookie(world, public, client):
    for name in (*PAGES, *FILES):
        assert not client.get(page(name)).cookies


# --- Caches, throttle, statements -----------------------------------------------------------------


def test_a_page_that_has_not_changed_is_not_sent_again(world, public, client):
    for name in (*PAGES, *FILES):
        answer = client.get(page(name))
        assert answer["Cache-Control"] == "public, max-age=60"
        again = client.get(page(name), headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    Training.objects.update(seats_taken=25)
    again = client.get(page("public_training"), headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 200


def test_the_pages_are_throttled(world, public, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"public_page": "3/m/ip"}
    codes = [client.get(page("public_programme")).status_code for _nth in range(4)]
    assert codes == [200, 200, 200, 429]


def test_only_reading_is_taken(world, public, client):
    for name in (*PAGES, *FILES):
        assert client.post(page(name)).status_code == 405


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize(
    ("name", "statements"),
    [
        ("public_programme", 4),  # programme, its groups, trainings, materials
        ("public_programme_ics", 3),
        ("public_embed", 2),
        # programme, groups, training, days, history, agenda, trainers, co-hosts, materials
        ("public_training", 8),
        ("public_training_ics", 4),
    ],
)
def test_the_pages_take_few_statements(
    world, public, client, django_assert_num_queries, rows, name, statements
):
    for number in range(1, rows):
        fix_day(make_training(world.programme, world.zagreb, f"Number{number}"))
        module = make_module(world.programme, position=number)
        if number < 4:
            make_material(
                world.programme, world.task_lead, f"Slides {number}", module=module, audience="all"
            )
        AgendaItem.objects.create(training=public, title=f"Item {number}", module=module)
    if rows == 1:
        AgendaItem.objects.create(training=public, title="Item")
    with django_assert_num_queries(statements):
        answer = client.get(page(name))
    assert answer.status_code == 200
