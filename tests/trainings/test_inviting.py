"""Invitations: prepared, sent, nudged, taken back; every refusal and what people are told."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from outbox.models import Mail
from tests.people import NOW, make_buyer, make_invitation, make_person
from tests.trainings.conftest import last_mail, subjects
from trainings import inviting, links
from trainings.models import Invitation, Training

ZAGREB = ZoneInfo("Europe/Zagreb")
BY = date(2027, 9, 15)
WHY = "City of Split is a contracting authority in Waste buyers."


def states() -> list[str]:
    return list(Invitation.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def run(world, training):
    """run(act, **given) -> the act, by the organiser."""

    def act(verb, now=NOW, /, **given):
        return getattr(inviting, verb)(by=world.organiser, now=now, **given)

    return act


@pytest.fixture
def prepare(world, training, run):
    def act(*people, organisation=None):
        organisation = organisation or world.city.organisation
        chosen = [(organisation.pk, person.pk) for person in people]
        return run("prepare", training=training, chosen=chosen)

    return act


@pytest.fixture
def sent(world, training, run, prepare):
    """The buyer is invited."""
    prepare(world.buyer)
    run("send", training=training, answer_by=BY)
    return Invitation.objects.select_related("training").get()


def refused(run, verb, /, **given) -> dict | list:
    with pytest.raises(ValidationError) as refusal:
        run(verb, **given)
    return getattr(refusal.value, "message_dict", refusal.value.messages)


# --- Preparing ----------------------------------------------------------------------------------


def test_what_is_prepared_says_why_and_sends_nothing(world, prepare):
    outcome = prepare(world.buyer)
    (row,) = outcome.done
    assert (row.state, row.why, row.prepared_by, row.link_nonce) == (
        "prepared",
        WHY,
        world.organiser,
        "",
    )
    assert not Mail.objects.exists()
    assert row.history.get().history_user == world.organiser


def test_preparing_twice_leaves_one(world, prepare):
    prepare(world.buyer)
    again = prepare(world.buyer)
    assert (again.done, again.left_out) == ([], ["Buyer is already invited."])
    assert states() == ["prepared"]


def test_only_people_of_a_missing_organisation_are_prepared(world, prepare, buyers, enter):
    assert prepare(world.partner).done == []  # nobody of the City of Split
    enter(world.training, buyers(1))
    outcome = prepare(world.buyer)
    assert outcome.left_out == [
        "City of Split has somebody registered meanwhile, or may no longer come."
    ]
    assert states() == []


def test_somebody_is_prepared_by_name_and_address(world, training, run):
    given = {"training": training, "organisation": world.city.organisation}
    row = run("prepare_somebody", name="Iva", email="IVA@Split.example", **given)
    assert (row.person.email, row.person.account, row.why) == ("iva@split.example", "none", WHY)
    assert refused(run, "prepare_somebody", name="I", email="iva@split.example", **given) == {
        "email": ["Iva is already invited."]
    }
    given["organisation"] = world.acr.organisation
    assert list(refused(run, "prepare_somebody", name="I", email="i@x.example", **given)) == [
        "organisation"
    ]
    closed = make_person("Closed", account="closed")
    given["organisation"] = world.city.organisation
    assert refused(run, "prepare_somebody", name="I", email=closed.email, **given) == {
        "email": ["This address cannot be invited."]
    }


def test_another_person_of_the_organisation_is_asked_instead(world, prepare, run, buyers):
    (row,) = prepare(world.buyer).done
    (other,) = buyers(1)
    run("change", invitation=row, person=other)
    row.refresh_from_db()
    assert (row.person, row.state) == (other, "prepared")
    prepare(world.buyer)
    assert refused(run, "change", invitation=row, person=world.buyer) == {
        "person": ["Buyer is already invited."]
    }


# --- Sending ------------------------------------------------------------------------------------


def test_each_gets_one_mail_with_their_own_link_and_all_facts(world, training, sent):
    mail = last_mail(world.buyer)
    assert (mail.subject, mail.category, mail.secret) == (
        "You are invited: Zagreb, Wed 22 Sep 2027",
        "invitation",
        True,
    )
    link = links.address(sent, "trainings:invitation")
    for fact in (
        "ZGH invites City of Split to this training.",
        "Please answer by Wed 15 Sep 2027",
        link,
        "Wed 22 Sep 2027, 09:00–17:00 (Zagreb)",
        "Tower, Main Street 1, Zagreb",
        WHY,
        "Ana",
    ):
        assert fact in mail.text
    assert link in mail.html
    assert "/unsubscribe/" in mail.text
    assert (sent.state, sent.answer_by, sent.sent_at) == ("sent", BY, NOW)
    assert sent.link_ends == datetime(2027, 9, 16, tzinfo=ZAGREB)


def test_a_double_press_sends_once(world, training, run, sent):
    again = run("send", training=training, answer_by=BY)
    assert (again.done, again.left_out) == ([], [])
    assert len(subjects(world.buyer)) == 1


def test_only_the_chosen_are_sent(training, prepare, run, buyers):
    rows = prepare(*buyers(3)).done
    run("send", training=training, answer_by=BY, invitations=[rows[1].pk])
    assert states() == ["prepared", "sent", "prepared"]


def test_who_is_registered_meanwhile_is_not_asked(world, training, prepare, run, enter):
    prepare(world.buyer)
    enter(training, [world.buyer])
    outcome = run("send", training=training, answer_by=BY)
    assert (outcome.done, outcome.left_out) == ([], ["Buyer is already registered."])
    assert states() == ["revoked"]
    newest = Invitation.objects.get().history.first()
    assert newest.history_change_reason == "Buyer is already registered."
    assert subjects(world.buyer) == ["You have a seat: Zagreb, Wed 22 Sep 2027"]


def test_whose_organisation_has_left_is_not_asked(world, training, prepare, run):
    prepare(world.buyer)
    world.city.until = date(2027, 9, 5)
    world.city.save()
    outcome = run("send", training=training, answer_by=BY)
    assert outcome.left_out == ["City of Split may no longer come."]
    assert states() == ["revoked"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "cancelled"}, "This training is cancelled: this cannot be done now."),
        ({"state": "held"}, "This training is held: this cannot be done now."),
        ({"starts_at": NOW}, "This training has begun."),
        (
            {"registration_switch": False},
            "Open registration first: who is invited could not say yes.",
        ),
    ],
)
def test_nothing_is_sent_when_nobody_could_come(world, training, prepare, run, fields, said):
    prepare(world.buyer)
    Training.objects.update(**fields)
    assert refused(run, "send", training=training, answer_by=BY) == [said]
    assert states() == ["prepared"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2027, 9, 5), "This day is over."),
        (date(1, 1, 1), "This day is over."),
        (date(2027, 9, 23), "Registration has ended by then."),
        (date(9999, 12, 31), "Registration has ended by then."),
    ],
)
def test_the_day_to_answer_lies_between_now_and_the_end(world, training, prepare, run, day, said):
    prepare(world.buyer)
    assert refused(run, "send", training=training, answer_by=day) == {"answer_by": [said]}
    assert not Mail.objects.exists()


def test_two_weeks_are_given_and_a_day_before_registration_ends_at_the_latest(training):
    assert inviting.default_answer_by(training, NOW) == date(2027, 9, 20)
    training.registration_closes = NOW + timedelta(hours=1)
    assert inviting.default_answer_by(training, NOW) == date(2027, 9, 6)
    training.registration_closes = training.starts_at = None
    assert inviting.default_answer_by(training, NOW) == date(2027, 9, 20)


# --- Nudging, sending again, taking back --------------------------------------------------------


def test_a_nudge_is_the_same_link_at_most_once_in_three_days(world, training, run, sent):
    early = run("nudge", NOW + timedelta(days=2), training=training)
    assert (early.done, early.left_out) == ([], ["Buyer had a mail less than 3 days ago."])
    late = NOW + timedelta(days=3)
    assert [row.pk for row in run("nudge", late, training=training).done] == [sent.pk]
    assert run("nudge", late, training=training).done == []
    assert subjects(world.buyer) == [
        "You are invited: Zagreb, Wed 22 Sep 2027",
        "Still time to answer: Zagreb, Wed 22 Sep 2027",
    ]
    assert links.address(sent, "trainings:invitation") in last_mail(world.buyer).text
    row = Invitation.objects.get()
    assert (row.nudged_at, row.times_nudged, row.link_hash) == (late, 1, sent.link_hash)


def test_who_is_registered_meanwhile_is_not_nudged(world, training, run, sent, enter):
    enter(training, [world.buyer])
    outcome = run("nudge", NOW + timedelta(days=3), training=training)
    assert (outcome.done, outcome.left_out) == ([], ["Buyer is already registered."])
    assert states() == ["revoked"]


def test_what_is_over_is_not_nudged(training, run, sent):
    assert run("nudge", NOW + timedelta(days=10), training=training).done == []


def test_sent_again_the_link_before_is_dead(world, training, run, sent):
    before = links.secret(sent)
    run("resend", NOW + timedelta(days=1), invitation=sent, answer_by=date(2027, 9, 20))
    row = Invitation.objects.get()
    after = links.secret(row)
    assert (before != after, row.state, row.answer_by) == (True, "sent", date(2027, 9, 20))
    rows = Invitation.objects.all()
    with pytest.raises(links.DeadLink):
        links.find(rows, before, now=NOW)
    assert links.find(rows, after, now=NOW) == row
    assert after in last_mail(world.buyer).text


def test_what_is_taken_back_opens_nothing_and_waits_in_no_outbox(settings, training, run, sent):
    Mail.objects.update(state="queued")
    run("revoke", invitation=sent, reason="Wrong person")
    row = Invitation.objects.get()
    assert (row.state, row.link_hash) == ("revoked", None)
    assert row.history.first().history_change_reason == "Wrong person"
    assert Mail.objects.get().state == "withdrawn"
    assert refused(run, "revoke", invitation=sent) == [
        "This invitation is taken back: this cannot be done now."
    ]


def test_after_that_the_same_person_can_be_invited_anew(world, training, run, sent, prepare):
    run("revoke", invitation=sent)
    assert len(prepare(world.buyer).done) == 1
    assert states() == ["revoked", "prepared"]


@pytest.mark.parametrize("rows", [1, 3])
def test_sending_takes_a_statement_for_each_row_and_its_history(
    world, training, run, django_assert_num_queries, rows
):
    for number in range(rows):
        person = make_person(f"Asked {number}")
        make_buyer(person, world.city)
        make_invitation(training, world.city.organisation, person)
    # the training, the rows, who is registered, who is entitled, the days, opt-outs, the mails
    savepoints = 2
    with django_assert_num_queries(savepoints + 7 + 2 * rows):
        run("send", training=training, answer_by=BY)
