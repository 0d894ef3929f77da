"""The pages, as each person meets them: what they see, what they may do, what comes back."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from outbox.models import Mail
from tests.people import (
    NOW,
    fix_day,
    make_buyer,
    make_membership,
    make_organisation,
    make_person,
    make_training,
)
from tests.trainings.conftest import calendar, last_mail, states, subjects
from trainings import registration
from trainings.models import Programme, Registration, Training, TrainingDay


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


def page(name, *more):
    return reverse(f"trainings:{name}", args=["ppi4test", "zagreb", *more])


def notes(response) -> list[str]:
    return [str(note) for note in response.context["messages"]]


def field_errors(response) -> dict:
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


DAYS = {"day_1": "2027-10-05", "starts_1": "09:00", "ends_1": "17:00", "sequence": "0"}


# --- Who gets in: tests/test_access.py; here, that what is refused changes nothing ----------------


@pytest.mark.parametrize("name", ["schedule", "move", "cancel", "close", "add", "confirm"])
def test_a_forced_post_changes_nothing(world, training, login, name):
    assert login(world.partner).post(page(name), DAYS | {"confirmed": "yes"}).status_code == 403
    assert login(world.stranger).post(page(name), DAYS).status_code == 404
    row = Training.objects.get()
    assert (row.state, row.first_day, row.registration_switch) == (
        "scheduled",
        date(2027, 9, 22),
        True,
    )


# --- Overview -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "statements"), [("task_lead", 5), ("buyer", 5)])
def test_the_overview_takes_few_statements(
    world, training, login, django_assert_num_queries, rows, role, statements
):
    for number in range(1, rows):
        fix_day(make_training(world.programme, world.zagreb, f"Number{number}"))
    client = login(world.person(role))
    with django_assert_num_queries(
        statements + 4
    ):  # session, user, places with partners, with buyers
        response = client.get(reverse("trainings:list", args=["ppi4test"]))
    assert [len(p.rows) for p in response.context["programmes"]] == [rows]


def test_the_overview_offers_each_their_next_act(world, login):
    url = reverse("trainings:list", args=["ppi4test"])
    assert "Fix days" in login(world.task_lead).get(url).content.decode()
    assert "Fix days" not in login(world.organiser).get(url).content.decode()
    fix_day(world.training)
    assert ">Register<span" in login(world.buyer).get(url).content.decode()
    buyer, partner = (
        login(world.person(role)).get(url).content.decode() for role in ("buyer", "partner")
    )
    assert ("meter" in buyer, "meter" in partner) == (False, True)


# --- A training, for who wants to come ------------------------------------------------------------


def test_a_buyer_reads_why_they_may_come_and_registers_with_one_press(world, training, login):
    client = login(world.buyer)
    text = client.get(page("training")).content.decode()
    assert "City of Split is a contracting authority in Waste buyers." in text
    assert "Wed 22 Sep 2027 (M21), 09:00–17:00 (Zagreb)" in text
    response = client.post(page("register"), follow=True)
    assert notes(response) == ["You have a seat. A mail with all details is on its way."]
    assert "You have seat 1 of 25." in response.content.decode()
    assert states(training) == ["confirmed"]


def test_who_waits_reads_where_they_stand(world, training, buyers, enter, login):
    Training.objects.update(capacity=1)
    enter(training, [*buyers(2), world.buyer])
    text = login(world.buyer).get(page("training")).content.decode()
    assert "You are on the waiting list, 1 before you." in text


def test_who_may_not_come_is_told_and_has_no_button(world, training, login):
    client = login(world.partner)
    text = client.get(page("training")).content.decode()
    assert "You cannot register yourself." in text
    assert page("register") not in text
    response = client.post(page("register"), follow=True)
    assert notes(response) == [
        "It is for members of Waste buyers (core buyer, contracting authority)."
    ]
    assert not Registration.objects.exists()


def test_registering_twice_says_so(world, training, login):
    client = login(world.buyer)
    client.post(page("register"))
    response = client.post(page("register"), follow=True)
    assert notes(response)[-1] == "Buyer is already registered."
    assert states(training) == ["confirmed"]


def test_giving_the_seat_back_asks_first(world, training, enter, login):
    enter(training, [world.buyer])
    client = login(world.buyer)
    assert "The first in line gets it." in client.get(page("withdraw")).content.decode()
    assert states(training) == ["confirmed"]
    response = client.post(page("withdraw"), {"reason": "Ill"}, follow=True)
    assert notes(response) == ["Done. Thank you for making room."]
    assert states(training) == ["withdrawn"]
    assert client.get(page("withdraw")).status_code == 404


@pytest.mark.parametrize(("answer", "state"), [("accept", "confirmed"), ("decline", "declined")])
def test_an_offer_is_answered_on_the_page(world, training, enter, login, answer, state):
    (row,) = enter(training, [world.buyer])
    Registration.objects.filter(pk=row.pk).update(
        state="offered", offered_until=NOW.replace(hour=20)
    )
    client = login(world.buyer)
    text = client.get(page("training")).content.decode()
    assert "Answer by Mon 6 Sep 2027, 20:00 (Zagreb)." in text
    client.post(page("answer"), {"answer": answer})
    assert states(training) == [state]


def test_a_wrong_answer_to_an_offer_is_no_answer(world, training, enter, login):
    enter(training, [world.buyer])
    assert login(world.buyer).post(page("answer"), {"answer": "maybe"}).status_code == 404
    response = login(world.buyer).post(page("answer"), {"answer": "accept"}, follow=True)
    assert notes(response) == ["This offer has ended."]


def test_colleagues_are_registered_together(world, training, buyers, login):
    one, two = buyers(2)
    client = login(world.buyer)
    response = client.get(page("nominate"))
    assert "Register colleagues" in client.get(page("training")).content.decode()
    assert [p.name for p in response.context["form"].fields["people"].queryset] == [
        "Buyer",
        "Buyer 1",
        "Buyer 2",
    ]
    response = client.post(page("nominate"), {"people": [one.pk, two.pk]}, follow=True)
    assert notes(response) == ["Buyer 1 has a seat.", "Buyer 2 has a seat."]
    assert client.post(page("nominate"), {}).status_code == 200
    assert states(training) == ["confirmed", "confirmed"]


def test_nobody_nominates_people_of_another_organisation(world, training, login):
    response = login(world.buyer).post(page("nominate"), {"people": [world.organiser.pk]})
    assert list(field_errors(response)) == ["people"]
    assert not Registration.objects.exists()


def test_the_calendar_file_carries_the_uid_of_the_mails(world, training, enter, login):
    enter(training, [world.buyer])
    ((_method, uid, *_rest),) = calendar(last_mail(world.buyer))
    response = login(world.buyer).get(page("ics"))
    assert response["Content-Type"].startswith("text/calendar")
    file = Calendar.from_ical(response.content)
    (event,) = file.walk("VEVENT")
    assert (str(file["METHOD"]), str(event["UID"])) == ("PUBLISH", uid)
    TrainingDay.objects.create(
        training=training, position=2, day=date(2027, 9, 23), starts=time(9), ends=time(12)
    )
    both = Calendar.from_ical(login(world.buyer).get(page("ics")).content)
    assert [event["DTSTART"].dt for event in both.walk("VEVENT")] == [
        datetime(2027, 9, day, 9, tzinfo=ZoneInfo("Europe/Zagreb")) for day in (22, 23)
    ]


@pytest.mark.parametrize(("role", "statements"), [("buyer", 6), ("partner", 6), ("organiser", 8)])
def test_the_page_of_a_training_takes_few_statements(
    world, training, buyers, enter, login, django_assert_num_queries, role, statements
):
    enter(training, buyers(3))
    client = login(world.person(role))
    with django_assert_num_queries(statements + 4):
        client.get(page("training"))


def test_registering_takes_twelve_statements(world, training, login, django_assert_num_queries):
    client = login(world.buyer)
    with django_assert_num_queries(12 + 4):
        client.post(page("register"))


# --- Scheduling -----------------------------------------------------------------------------------


def test_fixing_days_nobody_waits_for_is_one_step(world, login):
    client = login(world.task_lead)
    response = client.post(page("schedule"), DAYS | {"open_registration": "on"}, follow=True)
    assert notes(response) == ["The days are fixed."]
    row = Training.objects.get()
    assert (row.first_day, row.registration_switch) == (date(2027, 10, 5), True)


def test_a_day_with_a_warning_is_looked_at_twice(world, login):
    Training.objects.update(country="HR")
    client = login(world.task_lead)
    holiday = DAYS | {"day_1": "2027-11-01"}
    response = client.post(page("schedule"), holiday)
    assert "Mon 1 Nov 2027 is a public holiday in Croatia." in response.content.decode()
    assert Training.objects.get().state == "planned"
    client.post(page("schedule"), holiday | {"confirmed": "yes"})
    assert Training.objects.get().state == "scheduled"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"day_1": ""}, {"day_1": ["This field is required."]}),
        ({"day_1": "31.31.2027"}, {"day_1": ["Enter a valid date."]}),
        ({"starts_1": "25:00"}, {"starts_1": ["Enter a valid time."]}),
        ({"ends_1": "08:00"}, {"ends_1": ["It ends before it starts."]}),
        ({"day_2": "2027-10-06"}, {"starts_2": ["Enter the hour."], "ends_2": ["Enter the hour."]}),
        (
            {"day_2": "2027-10-05", "starts_2": "18:00", "ends_2": "19:00"},
            {"day_2": ["The same day stands here twice."]},
        ),
        (
            {"day_1": "2028-10-01", "reason": "-"},
            {
                "day_1": [
                    "This day lies outside the project: PPI4Test runs from "
                    "01 Jan 2026 to 30 Sep 2028."
                ]
            },
        ),
        (
            {"day_1": "2028-01-18"},
            {
                "reason": [
                    "Tue 18 Jan 2028 lies outside the planned window, Wed 15 Sep 2027 to "
                    "Tue 30 Nov 2027. Say why."
                ]
            },
        ),
    ],
)
def test_days_that_cannot_be_come_back_with_what_was_typed(world, login, typed, errors):
    response = login(world.task_lead).post(page("schedule"), DAYS | typed)
    assert field_errors(response) == errors
    for value in typed.values():
        assert f'value="{value}"' in response.content.decode() or not value or value == "-"
    assert Training.objects.get().state == "planned"
    assert not TrainingDay.objects.exists()


def test_a_move_shows_everything_before_it_happens(world, training, enter, login):
    enter(training, [world.buyer])
    client = login(world.task_lead)
    typed = DAYS | {"reason": "Venue double booked"}
    response = client.post(page("move"), typed)
    review = response.context["review"]
    assert review.changes == [
        {
            "label": "When",
            "old": "Wed 22 Sep 2027, 09:00–17:00 (Zagreb)",
            "new": "Tue 5 Oct 2027, 09:00–17:00 (Zagreb)",
        },
        {"label": "Go/no-go day", "old": "Wed 8 Sep 2027", "new": "Tue 21 Sep 2027"},
    ]
    assert review.people.names == ["Buyer, City of Split"]
    assert subjects() == ["You have a seat: Zagreb, Wed 22 Sep 2027"]
    assert Training.objects.get().first_day == date(2027, 9, 22)
    assert TrainingDay.objects.get().day == date(2027, 9, 22)

    response = client.post(page("move"), typed | {"confirmed": "yes"}, follow=True)
    assert notes(response) == ["The training has moved. 1 person was told."]
    mail = last_mail(world.buyer)
    assert (mail.subject, mail.text) == (review.letter.subject, review.letter.text)
    assert Training.objects.get().first_day == date(2027, 10, 5)


def test_from_the_review_one_can_go_back_with_what_was_typed(world, training, login):
    typed = DAYS | {"reason": "Venue double booked", "back": "yes"}
    response = login(world.task_lead).post(page("move"), typed)
    text = response.content.decode()
    assert 'value="2027-10-05"' in text
    assert "Venue double booked" in text
    assert Training.objects.get().sequence == 0


def test_a_move_needs_its_reason_at_the_field(world, training, login):
    response = login(world.task_lead).post(page("move"), DAYS)
    assert field_errors(response) == {"reason": ["Say why: everybody registered reads it."]}


def test_two_who_move_at_the_same_time_do_not_overwrite_each_other(world, training, login):
    typed = DAYS | {"reason": "Venue double booked", "confirmed": "yes"}
    login(world.task_lead).post(page("move"), typed)
    response = login(world.coordinator).post(page("move"), typed | {"day_1": "2027-10-07"})
    assert field_errors(response) == {
        "__all__": [
            "Somebody has changed this training since you opened the page. Look at it again."
        ]
    }
    assert Training.objects.get().first_day == date(2027, 10, 5)


@pytest.mark.parametrize(("name", "state"), [("postpone", "postponed"), ("cancel", "cancelled")])
def test_postponing_and_cancelling_show_the_mail_first(world, training, enter, login, name, state):
    enter(training, [world.buyer])
    client = login(world.task_lead)
    response = client.post(page(name), {"reason": "Strike", "sequence": "0"})
    letter = response.context["review"].letter
    assert "Reason: Strike" in letter.text
    assert Training.objects.get().state == "scheduled"
    client.post(page(name), {"reason": "Strike", "sequence": "0", "confirmed": "yes"})
    assert Training.objects.get().state == state
    assert last_mail(world.buyer).text == letter.text


def test_an_act_whose_time_is_over_says_so(world, login):
    response = login(world.task_lead).get(page("move"), follow=True)
    assert notes(response) == ["This training is planned: this cannot be done now."]


def test_go_shows_how_many_are_registered(world, training, login):
    client = login(world.organiser)
    assert "Fewer than 15 people" in client.get(page("confirm")).content.decode()
    client.post(page("confirm"), {"sequence": "0"})
    assert Training.objects.get().state == "confirmed"


def test_held_only_when_it_is_over(world, training, login):
    client = login(world.organiser)
    assert notes(client.post(page("held"), follow=True)) == ["It is not over yet."]
    with time_machine.travel(datetime(2027, 9, 22, 18, tzinfo=ZoneInfo("Europe/Zagreb"))):
        login(world.organiser).post(page("held"))
    assert Training.objects.get().state == "held"


# --- Planning and details -------------------------------------------------------------------------


def test_a_programme_is_started_and_a_training_planned_in_it(world, login):
    client = login(world.task_lead)
    typed = {
        "task": world.t42.pk,
        "title": "Regional trainings",
        "first_month": "M22",
        "last_month": "23",
        "target_number": "2",
        "minimum": "12",
        "offer_days": "3",
        "buyer_groups": [world.group.pk],
        "tiers": ["core", "authority"],
    }
    response = client.post(
        reverse("trainings:programme_new", args=["ppi4test"]), typed, follow=True
    )
    assert notes(response) == ["Saved."]
    programme = Programme.objects.latest("pk")
    assert (programme.slug, programme.first_month, programme.tiers) == (
        "regional-trainings",
        22,
        ["core", "authority"],
    )
    assert list(programme.buyer_groups.all()) == [world.group]
    url = reverse("trainings:plan", args=["ppi4test", "regional-trainings"])
    typed = {
        "title": "Borås",
        "organiser": world.acr.pk,
        "city": "Borås",
        "country": "SE",
        "zone": "Europe/Stockholm",
        "capacity": "20",
    }
    response = client.post(url, typed, follow=True)
    assert notes(response) == ["Planned. Fix its days when you know them."]
    training = Training.objects.latest("pk")
    assert (training.slug, training.state, training.organiser) == ("boras", "planned", world.acr)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"first_month": "50"}, {"first_month"}),
        ({"first_month": "23", "last_month": "22"}, {"__all__"}),
        ({"window_opens": "2027-01-01"}, {"window_opens"}),
        ({"title": ""}, {"title"}),
        ({"tiers": ["king"]}, {"tiers"}),
    ],
)
def test_a_wrong_programme_comes_back(world, login, typed, errors):
    right = {
        "task": world.t42.pk,
        "title": "Another",
        "first_month": "22",
        "last_month": "23",
        "target_number": "2",
        "minimum": "12",
        "offer_days": "3",
    }
    url = reverse("trainings:programme_new", args=["ppi4test"])
    response = login(world.task_lead).post(url, right | typed)
    assert set(field_errors(response)) == errors
    assert Programme.objects.count() == 1


def details(training, **typed):
    """What the form of the details sends, with some of it typed anew."""
    return {
        "title": training.title,
        "city": training.city,
        "venue": training.venue,
        "address": training.address,
        "country": "HR",
        "zone": training.zone,
        "capacity": training.capacity,
        "contact_name": training.contact_name,
        "contact_email": training.contact_email,
        "decision_day": training.decision_day or "",
        "version_seen": training.history.latest().history_id,
        **typed,
    }


def test_the_organiser_edits_what_nobody_needs_to_be_told(world, training, enter, login):
    enter(training, [world.buyer])
    client = login(world.organiser)
    response = client.post(page("edit"), details(training, language="Croatian"), follow=True)
    assert notes(response) == ["Saved."]
    row = Training.objects.get()
    assert (row.language, row.sequence) == ("Croatian", 0)
    assert Mail.objects.count() == 1


def test_another_venue_is_told_after_a_look_at_the_mail(world, training, enter, login):
    enter(training, [world.buyer])
    client = login(world.organiser)
    typed = details(training, venue="Old Town Hall", reason="More room")
    response = client.post(page("edit"), typed)
    letter = response.context["review"].letter
    assert Training.objects.get().venue == "Tower"
    response = client.post(page("edit"), typed | {"confirmed": "yes"}, follow=True)
    assert notes(response) == ["Saved. 1 person was told."]
    mail = last_mail(world.buyer)
    assert (mail.subject, mail.text) == (letter.subject, letter.text)
    assert "Venue: Old Town Hall (before: Tower)" in mail.text
    assert [part[2] for part in calendar(mail)] == [1]
    assert "Old Town Hall" in mail.attachments[0]["text"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"capacity": "1"}, "capacity"),
        ({"capacity": "-3"}, "capacity"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"decision_day": "2027-09-23"}, "decision_day"),
        ({"contact_email": "ana"}, "contact_email"),
        ({"title": ""}, "title"),
    ],
)
def test_wrong_details_come_back(world, training, buyers, enter, login, typed, field):
    enter(training, buyers(2))
    response = login(world.organiser).post(page("edit"), details(training, **typed))
    assert list(field_errors(response)) == [field]
    assert Training.objects.get().capacity == 25


def test_more_capacity_lets_the_line_move_up(world, training, buyers, enter, login):
    Training.objects.update(capacity=1)
    training.refresh_from_db()
    enter(training, buyers(3))
    login(world.organiser).post(page("edit"), details(training, capacity="2"))
    assert states(training) == ["confirmed", "confirmed", "waiting"]


def test_registration_opens_and_closes_in_the_time_of_the_place(world, training, login):
    client = login(world.organiser)
    typed = {"opens": "2027-09-07T08:00", "closes": "2027-09-20T18:00"}
    response = client.post(page("open"), typed, follow=True)
    assert notes(response) == ["Registration is open."]
    row = Training.objects.get()
    assert row.registration_closes == datetime(2027, 9, 20, 18, tzinfo=ZoneInfo("Europe/Zagreb"))
    assert not row.takes_registrations(NOW)
    late = client.post(page("open"), typed | {"closes": "2027-09-22T18:00"})
    assert field_errors(late) == {"closes": ["Registration closes when the training starts."]}
    early = client.post(page("open"), typed | {"closes": "2027-09-06T18:00"})
    assert field_errors(early) == {"closes": ["Registration closes before it opens."]}
    client.post(page("close"))
    assert not Training.objects.get().registration_switch


# --- Registrations --------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_the_list_takes_four_statements(
    world, training, buyers, enter, login, django_assert_num_queries, rows
):
    Training.objects.update(capacity=10)
    for person in buyers(rows):
        Registration.objects.create(
            training=training,
            person=person,
            organisation=world.city.organisation,
            state="waiting",
            why="-",
            registered_at=NOW,
            registered_by=person,
        )
    client = login(world.organiser)
    with django_assert_num_queries(4 + 4):
        response = client.get(page("registrations"))
    assert len(response.context["rows"]) == min(rows, 50)
    assert response.context["page"].paginator.count == rows


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Buyer 1", "Buyer 2", "Żółć"]),
        ("?q=zolc", ["Żółć"]),
        ("?q=split+buyer", ["Buyer 1", "Buyer 2"]),
        ("?q=łódź", ["Żółć"]),
        ("?state=waiting", ["Buyer 2", "Żółć"]),
        ("?state=ended", ["Gone"]),
        ("?state=nonsense&page=99", ["Buyer 1", "Buyer 2", "Żółć"]),
        ("?q=nobody", []),
    ],
)
def test_the_list_finds_people_by_name_and_organisation(
    world, training, buyers, enter, login, query, names
):
    Training.objects.update(capacity=1)
    gone = make_person("Gone")
    make_buyer(gone, world.city)
    (row,) = enter(training, [gone])
    registration.withdraw(registration=row, by=gone, now=NOW)
    enter(training, buyers(2))
    other = make_person("Żółć", email="zz@example.org")
    make_buyer(other, make_membership(world.group, make_organisation("Łódź")))
    enter(training, [other])
    response = login(world.organiser).get(page("registrations") + query)
    assert [row["name"] for row in response.context["rows"]] == names
    assert ("Nothing matches this filter" in response.text) == (not names)


def test_the_export_holds_what_the_list_shows_and_no_formula(
    world, training, enter, login, django_assert_num_queries
):
    person = make_person("=HYPERLINK(1)", email="formula@example.org")
    make_buyer(person, world.city)
    enter(training, [person, world.buyer])
    client = login(world.organiser)
    with django_assert_num_queries(2 + 4):
        response = client.get(page("registrations_export", "csv") + "?q=formula")
        lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == [
        "Name,E-mail address,Organisation,Country,State,Counts towards the minimum,"
        "May come because,Registered,Why it ended",
        "'=HYPERLINK(1),formula@example.org,City of Split,HR,confirmed,yes,"
        "City of Split is a contracting authority in Waste buyers.,2027-09-06 07:00,",
    ]


def test_somebody_is_added_for_a_reason(world, training, login):
    client = login(world.organiser)
    response = client.post(
        page("add"), {"email": "PARTNER@example.org ", "override": "Speaks"}, follow=True
    )
    assert notes(response) == ["Partner: confirmed."]
    assert Registration.objects.get().why == "Admitted by Organiser: Speaks"
    for typed, errors in (
        ({"email": "stranger@example.org", "override": "Friend"}, ["email"]),
        ({"email": "partner@example.org", "override": "Again"}, ["__all__"]),
        ({"email": "nonsense", "override": ""}, ["email", "override"]),
    ):
        assert list(field_errors(client.post(page("add"), typed))) == errors


def test_a_registration_is_declined_with_a_reason(world, training, enter, login):
    (row,) = enter(training, [world.buyer])
    client = login(world.organiser)
    url = page("reject", row.pk)
    assert field_errors(client.post(url, {"reason": ""})) == {"reason": ["This field is required."]}
    client.post(url, {"reason": "Two from one desk"})
    assert states(training) == ["rejected"]
    assert client.get(url).status_code == 404
    text = login(world.buyer).get(page("training")).content.decode()
    assert "Two from one desk" in text
