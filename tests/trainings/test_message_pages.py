"""Writing to participants on its pages: words, preview for each of them, how it went."""

import pytest

from outbox.models import Mail
from tests.people import NOW, make_buyer, make_person
from tests.reading import FRAME, notes
from tests.reading import errors as field_errors
from tests.trainings.conftest import subjects
from tests.trainings.test_pages import page
from trainings import links, messages
from trainings.models import Message

TYPED = {"states": ["confirmed"], "subject": "Dear {name}", "text": "Bring a pen.\r\n\r\n{link}"}


@pytest.fixture
def seats(training, buyers, enter):
    return enter(training, buyers(3))


def test_it_starts_from_a_text_that_is_ready(world, seats, login):
    client = login(world.organiser)
    response = client.get(page("message_new") + "?start=after")
    assert response.context["form"].initial["states"] == ["there"]
    assert "Thank you for coming: {training}" in response.text
    for key in ("before", "after", "more"):
        start = client.get(page("message_new") + f"?start={key}").context["form"].initial
        messages.refuse_unfilled(start["subject"], start["text"])
    assert client.get(page("message_new") + "?start=nonsense").status_code == 200


def test_nothing_goes_out_before_it_was_seen_with_real_values(world, seats, login):
    client = login(world.organiser)
    before = subjects()
    response = client.post(page("message_new"), TYPED)
    letter = response.context["letter"]
    assert letter.subject == "Dear Buyer 1"
    assert letter.text.startswith("Bring a pen.\n\nhttp://localhost:8000/projects/ppi4test/")
    assert (subjects(), Message.objects.count()) == (before, 0)
    following = client.post(page("message_new"), TYPED | {"at": "2"})
    assert following.context["letter"].subject == "Dear Buyer 3"
    assert following.context["following"] is None
    chosen = client.post(page("message_new"), TYPED | {"chosen": "1"})
    assert chosen.context["letter"].subject == "Dear Buyer 2"
    for odd in ("99999", "-1", "x", "9" * 30, ""):
        assert client.post(page("message_new"), TYPED | {"at": odd}).status_code == 200


def test_lists_and_headings_name_the_training(world, seats, login):
    client = login(world.organiser)
    typed = TYPED | {"subject": "Hello {name}: {training}", "confirmed": "yes"}
    address = client.post(page("message_new"), typed).url
    for each in (page("messages"), address, page("history")):
        assert "Hello {name}: Zagreb" in client.get(each).text
    assert Message.objects.get().subject == "Hello {name}: {training}"


def test_it_is_sent_once_and_its_page_says_how_it_went(world, seats, login):
    client = login(world.organiser)
    carried = dict(client.post(page("message_new"), TYPED).context["typed"])
    assert carried == {"states": "confirmed", "subject": "Dear {name}", "text": TYPED["text"]}
    for _press in range(2):
        response = client.post(page("message_new"), TYPED | {"confirmed": "yes"}, follow=True)
        assert notes(response) == ["The message goes to 3 people."]
    message = Message.objects.get()
    assert response.redirect_chain[-1][0] == page("message", message.pk)
    assert Mail.objects.filter(subject__startswith="Dear Buyer").count() == 3
    assert [name for name, _mail in response.context["rows"]] == ["Buyer 1", "Buyer 2", "Buyer 3"]
    assert response.context["went"] == "3 kept here"


def test_what_was_typed_is_there_again(world, seats, login):
    client = login(world.organiser)
    text = client.post(page("message_new"), TYPED | {"back": "yes"}).text
    assert "Bring a pen." in text
    assert 'value="Dear {name}"' in text
    assert not Message.objects.exists()


def test_the_preview_shows_no_personal_link(world, training, enter, login):
    person = make_person("Without", account="none")
    make_buyer(person, world.city)
    (row,) = enter(training, [person])
    client = login(world.organiser)
    text = client.post(page("message_new"), TYPED).text
    assert links.secret(row) not in text
    assert "Here it is left out" in text
    client.post(page("message_new"), TYPED | {"confirmed": "yes"})
    assert links.secret(row) in Mail.objects.get(subject="Dear Without").text
    assert links.secret(row) not in client.get(page("message", Message.objects.get().pk)).text


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"states": []}, {"states": ["Choose to whom it goes."]}),
        (
            {"states": ["nobody"]},
            {"states": ["Select a valid choice. nobody is not one of the available choices."]},
        ),
        ({"states": ["waiting"]}, {"states": ["Nobody is in these states now."]}),
        ({"subject": " "}, {"subject": ["This field is required."]}),
        ({"text": "a\0b"}, {"text": ["Null characters are not allowed."]}),
        (
            {"subject": "a" * 201},
            {"subject": ["Ensure this value has at most 200 characters (it has 201)."]},
        ),
        (
            {"text": "Dear {nmae}"},
            {
                "text": [
                    "{nmae} is not known here. Write one of {name}, {organisation}, {training}, "
                    "{date}, {place}, {link}."
                ]
            },
        ),
    ],
)
def test_a_wrong_entry_is_said_at_its_field(world, seats, login, typed, errors):
    response = login(world.organiser).post(page("message_new"), TYPED | typed)
    assert field_errors(response) == errors
    assert not Message.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_few_statements(
    world, training, buyers, enter, login, django_assert_num_queries, rows
):
    enter(training, buyers(rows))
    given = {"training": training, "by": world.organiser, "states": ["confirmed"], "now": NOW}
    for number in range(rows):
        message = messages.send(subject=f"Hello {number}", text="-", **given)
    client = login(world.organiser)
    # The training; how many messages, which, and how they went
    with django_assert_num_queries(4 + FRAME):
        response = client.get(page("messages"))
    assert len(response.context["rows"]) == rows
    # The training, the message, how it went; its mails, and their people
    with django_assert_num_queries(6 + FRAME):
        response = client.get(page("message", message.pk))
    assert len(response.context["rows"]) == rows
    # The training; how many in each state; the people
    with django_assert_num_queries(5 + FRAME):
        client.post(page("message_new"), TYPED)
