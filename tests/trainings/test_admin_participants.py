"""Questions, answers and consents in the administration: read, and retired by the act."""

from tests.people import NOW
from tests.trainings.test_admin import choose, url
from trainings import answering, registration
from trainings.models import Question, SpecialNeeds, Training


def test_questions_are_read_and_retired(world, training, admin):
    row = Question.objects.create(programme=world.programme, text="Why?")
    for address in (
        url("question", "changelist") + "?q=why",
        url("question", "change", row.pk),
        url("question", "history", row.pk),
    ):
        assert "Why?" in admin.get(address).text
    assert admin.get(url("question", "add")).status_code == 403
    assert admin.post(url("question", "change", row.pk), {"text": "x"}).status_code == 403
    assert admin.post(url("question", "delete", row.pk), {"post": "yes"}).status_code == 403
    assert choose(admin, "question", "retire", row) == ["Why?: done."]
    row.refresh_from_db()
    assert (row.text, row.retired_at) == ("Why?", NOW)
    assert row.history.first().history_user == world.administrator
    choose(admin, "question", "restore", row)
    row.refresh_from_db()
    assert row.retired_at is None


def test_a_registration_shows_answers_and_consents_but_no_food(world, training, admin):
    Training.objects.update(needs_approval=True)
    question = Question.objects.create(programme=world.programme, text="Why?")
    told = answering.Told(
        answers={question: "To learn"}, diet="No nuts", consents=frozenset({"photos"})
    )
    row = registration.register(
        training=training, person=world.buyer, by=world.buyer, now=NOW, told=told
    )
    text = admin.get(url("registration", "change", row.pk)).text
    assert ("To learn" in text, str(answering.WORDS["photos"]) in text) == (True, True)
    assert SpecialNeeds.objects.get().diet == "No nuts"
    assert "No nuts" not in text
    assert "No nuts" not in admin.get(url("registration", "changelist") + "?q=nuts").text
    assert choose(admin, "registration", "approve", row) == ["Buyer: done."]
    row.refresh_from_db()
    assert row.state == "confirmed"
