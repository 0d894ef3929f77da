"""Writing to participants: whom it reaches, what is filled in, that nobody gets it twice."""

from datetime import timedelta

import pytest

from core.dates import key_of
from outbox.models import Mail
from tests.people import NOW, make_buyer, make_person
from tests.trainings.conftest import last_mail
from tests.trainings.test_attendance import refused
from trainings import emails, links, messages, registration
from trainings.models import Attendance, Invitation, Message, Registration, Training


def written_to(rows) -> list[str]:
    return [row.person.name for row in rows]


def mails(message) -> list[Mail]:
    return list(Mail.objects.filter(subject_key=key_of(message)).order_by("to"))


@pytest.fixture
def send(world, training):
    def act(states=("confirmed",), subject="Hello", text="Bring a pen.", now=NOW, **fields):
        given = {"training": training, "by": world.organiser, "states": states} | fields
        return messages.send(subject=subject, text=text, now=now, **given)

    return act


@pytest.fixture
def invite(world, training):
    def ask(person, state="sent"):
        return Invitation.objects.create(
            training=training,
            organisation=world.city.organisation,
            person=person,
            state=state,
            why="-",
            prepared_at=NOW,
            prepared_by=world.organiser,
            sent_at=NOW,
        )

    return ask


@pytest.fixture
def everybody(world, training, buyers, enter, invite):
    """One person in each state; the numbers are their names."""
    people = buyers(9)
    rows = enter(training, people[:7])
    states = ["confirmed", "offered", "waiting", "applied", "declined", "withdrawn", "rejected"]
    for row, state in zip(rows, states, strict=True):
        Registration.objects.filter(pk=row.pk).update(state=state)
    invite(people[7])
    invite(people[8], state="prepared")
    return people


@pytest.mark.parametrize(
    ("states", "names"),
    [
        (["confirmed"], ["Buyer 1"]),
        (["offered", "waiting"], ["Buyer 2", "Buyer 3"]),
        (["applied"], ["Buyer 4"]),
        (["ended"], ["Buyer 5", "Buyer 6", "Buyer 7"]),
        (["invited"], ["Buyer 8"]),  # not whose invitation is only prepared
        (["invited", "confirmed"], ["Buyer 1", "Buyer 8"]),
        ([], []),
    ],
)
def test_it_reaches_whom_was_chosen(training, everybody, states, names):
    assert written_to(messages.recipients(training, states)) == names


def test_each_person_is_written_to_once(world, training, buyers, enter, invite):
    (person,) = buyers(1)
    (gone,) = enter(training, [person])
    registration.withdraw(registration=gone, by=person, now=NOW)
    invite(person)
    both = ["ended", "invited", "confirmed"]
    assert messages.recipients(training, both) == [gone]
    (back,) = enter(training, [person])
    # Who is registered again has not gone, and has no invitation to answer.
    assert messages.recipients(training, ["ended", "invited"]) == []
    assert messages.recipients(training, both) == [back]


def test_after_the_day_it_reaches_who_was_there_or_was_not(world, training, buyers, enter):
    rows = enter(training, buyers(3))
    for row, was_there in zip(rows, (True, False), strict=False):
        fields = {"day": training.days.get(), "recorded_at": NOW, "recorded_by": world.organiser}
        Attendance.objects.create(registration=row, was_there=was_there, **fields)
    assert written_to(messages.recipients(training, ["there"])) == ["Buyer 1"]
    assert written_to(messages.recipients(training, ["not_there"])) == ["Buyer 2"]
    assert dict(messages.choices(training, begun=True)) == {
        "confirmed": "with a seat (3)",
        "offered": "with an offer to answer (0)",
        "waiting": "on the waiting list (0)",
        "applied": "applied, not answered yet (0)",
        "invited": "invited, without an answer (0)",
        "ended": "no longer registered (0)",
        "there": "who was there (1)",
        "not_there": "who was not there (1)",
    }
    assert "there" not in dict(messages.choices(training, begun=False))


# --- What is filled in ----------------------------------------------------------------------------

ALL = "{name} / {organisation} / {training} / {date} / {place}\n\n{link}"


def test_facts_are_filled_in_for_each_person(world, training, buyers, enter, send):
    enter(training, buyers(2))
    message = send(subject="{training}, {date}", text=ALL)
    first, second = mails(message)
    assert first.subject == "Zagreb, Wed 22 Sep 2027"
    facts = "City of Split / Zagreb / Wed 22 Sep 2027 / Tower, Main Street 1, Zagreb"
    link = "http://localhost:8000/projects/ppi4test/trainings/zagreb/"
    assert first.text.startswith(f"Buyer 1 / {facts}\n\n{link}\n\nOrganiser, for ")
    assert second.text.startswith(f"Buyer 2 / {facts}\n\n{link}\n")
    assert "Answers go to: Ana, ana@zgh.example" in first.text
    assert f'<a href="{link}"' in first.html
    assert first.headers == {"Reply-To": "ana@zgh.example"}
    assert (first.secret, first.purpose_key.split("/")[0]) == (False, key_of(message))
    assert Message.objects.get().text == ALL  # as it was written


def test_what_people_write_is_text_and_what_is_filled_in_is_no_placeholder(
    world, training, enter, send
):
    person = make_person("{link} <b>", email="odd@example.org")
    make_buyer(person, world.city)
    enter(training, [person])
    (mail,) = mails(send(text="<script>x</script> {name}\n\nSee https://example.org/a"))
    assert mail.text.startswith("<script>x</script> {link} <b>\n\nSee https://example.org/a")
    assert "&lt;script&gt;x&lt;/script&gt; {link} &lt;b&gt;" in mail.html
    assert 'href="https://example.org/a"' in mail.html


def test_who_has_no_account_gets_a_personal_link_as_a_secret(world, training, enter, send):
    person = make_person("Without", account="none")
    make_buyer(person, world.city)
    (row,) = enter(training, [person])
    (mail,) = mails(send(text="Here: {link}"))
    link = links.address(row, "trainings:seat")
    assert f"Here: {link}\n" in mail.text
    assert mail.secret
    shown = emails.fill_ins(training, row, shown=True)["link"]
    assert (links.secret(row) in shown, shown.endswith("…/") or "%E2" in shown) == (False, True)


def test_each_reads_the_date_in_their_language(world, training, buyers, enter, send):
    (person,) = buyers(1)
    enter(training, [person])
    Training.objects.update(last_day=training.first_day + timedelta(days=1))
    (mail,) = mails(send(text="{date}"))
    assert mail.text.startswith("Wed 22 Sep 2027 to Thu 23 Sep 2027\n")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("We meet on {date}.", "We meet on sri, 22. rujna 2027."),
        ("{date}. Until then.", "sri, 22. rujna 2027. Until then."),
        ("On {date} we meet", "On sri, 22. rujna 2027. we meet"),
        ("{training}.", "Zagreb."),
    ],
)
def test_a_date_in_croatian_ends_its_sentence_with_one_stop(
    world, training, enter, send, text, written
):
    person = make_person("Iva", language="hr")
    make_buyer(person, world.city)
    enter(training, [person])
    (mail,) = mails(send(text=text))
    assert mail.text.startswith(f"{written}\n")
    assert f"{written}<" in mail.html


@pytest.mark.parametrize(
    ("subject", "text", "errors"),
    [
        ("{nmae}", "-", {"subject": ["{nmae} is not known here. Write one of "]}),
        ("-", "Dear {Name},", {"text": ["{Name} is not known here. Write one of "]}),
        ("-", "{name!r} {0}", {"text": ["{name!r} is not known here. Write one of "]}),
        ("-", "{name:>99999999}", {"text": ["{name:>99999999} is not known here. Write one of "]}),
        ("-", "Dear {name, hello", {"text": ["A brace has no partner: “{name, hello”. "]}),
        ("-", "Dear name}", {"text": ["A brace has no partner: “}”. "]}),
        ("-", "{}", {"text": ["{} is not known here. Write one of "]}),
        ("{link}", "-", {"subject": ["A link belongs into the text, not into the subject."]}),
    ],
)
def test_a_placeholder_that_nobody_can_fill_in_is_named(
    world, training, send, subject, text, errors
):
    found = refused(send, subject=subject, text=text)
    assert {field: [said[: len(errors[field][0])] for said in found[field]] for field in found} == (
        errors
    )
    assert not Message.objects.exists()


# --- Sending --------------------------------------------------------------------------------------


def test_it_is_kept_with_who_when_to_whom_and_how_many(world, everybody, send):
    message = send(states=["waiting", "confirmed"])
    assert (message.sent_by, message.sent_at, message.told) == (world.organiser, NOW, 2)
    assert message.states == ["confirmed", "waiting"]
    assert [mail.to for mail in mails(message)] == ["buyer.1@example.org", "buyer.3@example.org"]


def test_nobody_gets_it_twice_however_often_it_is_pressed(everybody, send):
    first = send()
    later = NOW + timedelta(minutes=9)
    assert send(now=later) == first
    assert (Message.objects.count(), len(mails(first))) == (1, 1)
    assert send(text="Bring two pens.", now=later) != first
    assert send(states=["waiting"], now=later) != first
    assert send(now=NOW + timedelta(minutes=11)) != first  # the same reminder, a week later


def test_to_nobody_it_is_refused(world, training, send):
    assert refused(send) == {"states": ["Nobody is in these states now."]}
    assert not Message.objects.exists()


def test_a_message_stays_true_when_somebody_withdraws(settings, everybody, send):
    settings.MAIL_IS_SENT = True
    message = send()
    registration.withdraw(
        registration=Registration.objects.get(person=everybody[0]), by=everybody[0], now=NOW
    )
    (mail,) = mails(message)
    assert mail.state == "queued"
    assert last_mail(everybody[0]).subject.startswith("You are no longer registered")


def test_how_it_went_is_read_from_the_outbox(everybody, send, django_assert_num_queries):
    message, other = send(states=["confirmed", "waiting"]), send(states=["applied"])
    failed = mails(message)[1]
    Mail.objects.filter(pk=failed.pk).update(state="failed", last_error="No such box")
    with django_assert_num_queries(1):
        went = messages.how_it_went([message, other])
    assert went == {message.pk: {"kept": 1, "failed": 1}, other.pk: {"kept": 1}}
    assert messages.mails_of(message).first() == failed


@pytest.mark.parametrize("rows", [1, 30])
def test_many_are_written_to_in_few_statements(
    training, buyers, enter, send, django_assert_num_queries, rows
):
    Training.objects.update(capacity=100)
    enter(training, buyers(rows))
    # The lock, messages before, who; training and person hold; the message, the mails; savepoint
    with django_assert_num_queries(9):
        assert send(text="Dear {name}").told == rows
