"""One personal link answered by many, one person asked by many, at one moment."""

import pytest

from buyers import requests
from buyers.models import ConflictDeclaration, MemberRequest, NeedShare
from outbox.models import Mail
from tests.buyers.test_requests import ask, newest_token
from tests.faults.racing import outcomes
from tests.people import NOW, make_buyer, make_need, make_person, make_world

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

MANY = 8


def answered(found) -> int:
    return sum(isinstance(outcome, MemberRequest) for outcome in found)


def contact(world):
    return make_buyer(make_person("Ana", account="none"), world.city)


@pytest.mark.parametrize("kind", ["data", "conflict", "need"])
def test_a_link_answered_many_times_takes_one_answer(kind):
    world = make_world()
    need = make_need(world.group)
    ask(world, contact(world), kind=kind, need=need)
    token = newest_token()
    act, given = {
        "data": (requests.answer_data, lambda n: {"corrections": f"Right is {n}"}),
        "conflict": (
            requests.answer_conflict,
            lambda n: {"has_conflict": True, "explanation": f"Shares of {n}"},
        ),
        "need": (requests.answer_need_asked, lambda n: {"quantity": n}),
    }[kind]

    def press(n):
        return act(token=token, now=NOW, **given(n))

    found = outcomes(press, range(MANY), refusals=requests.DeadLink)
    assert answered(found) == 1
    assert ConflictDeclaration.objects.count() == (kind == "conflict")
    assert NeedShare.objects.count() == (kind == "need")


def test_a_person_asked_by_many_at_once_has_one_open_link():
    world = make_world()
    place = contact(world)
    outcomes(lambda n: ask(world, place), range(MANY))
    assert MemberRequest.objects.unanswered().count() == Mail.objects.count() == 1


def test_asking_anew_and_answering_do_not_wait_for_each_other():
    world = make_world()
    place = contact(world)
    ask(world, place, kind="conflict", by=world.wp_lead)
    token = newest_token()

    def act(n):
        if n % 2:
            return ask(world, place, kind="conflict", by=world.coordinator)
        return requests.answer_conflict(token=token, has_conflict=False, now=NOW)

    found = outcomes(act, range(MANY), refusals=requests.DeadLink)
    assert answered(found) <= 1
    assert ConflictDeclaration.objects.count() == answered(found)
