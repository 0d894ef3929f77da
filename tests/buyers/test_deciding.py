"""The rule by which a plan is a go, on examples worked by hand: without a database."""

from datetime import date

import pytest

from buyers.deciding import State, Voice, judge
from buyers.quorum import Seat

SINCE = date(2026, 1, 1)


def member(name, verdict="", *, tier="core", country="ES", type="PUB") -> Voice:
    return Voice(Seat(hash(name), tier, type, country, SINCE), name, verdict)


def state(*voices, is_asked=True) -> str:
    return judge(voices, is_asked=is_asked).state.value


@pytest.mark.parametrize(
    ("zaragoza", "zagreb", "split", "expected"),
    [
        # Two core buyers from two countries, and a contracting authority from one of them.
        ("", "", "", "deciding"),
        ("go", "", "go", "deciding"),  # a core buyer is waited for, whatever others say
        ("go", "go", "", "go"),  # a contracting authority is not
        ("go", "go", "no_go", "go"),
        ("go", "conditional", "", "conditional"),  # a core buyer on conditions
        ("go", "conditional", "go", "conditional"),  # even where it meets the quorum without it
        ("go", "no_go", "", "no_go"),  # one procurer
        ("go", "no_go", "go", "go"),  # ES and HR: a core buyer's no-go alone stops nobody
        ("go", "no_go", "conditional", "conditional"),  # the quorum rests on a condition
        ("no_go", "go", "go", "no_go"),  # two procurers, but both from Croatia
        ("no_go", "go", "conditional", "no_go"),
        ("no_go", "no_go", "go", "no_go"),
        ("no_go", "no_go", "no_go", "no_go"),
        ("conditional", "conditional", "conditional", "conditional"),
    ],
)
def test_the_state_follows_from_what_members_say(zaragoza, zagreb, split, expected):
    voices = (
        member("Zaragoza", zaragoza),
        member("Zagreb", zagreb, country="HR"),
        member("Split", split, tier="authority", country="HR"),
    )
    assert state(*voices) == expected
    assert state(*voices, is_asked=False) == "drafting"


def test_a_condition_of_a_member_that_is_not_needed_changes_nothing():
    """Of an authority: the core buyers meet the quorum without it."""
    voices = [member("Zaragoza", "go"), member("Zagreb", "go", country="HR")]
    assert state(*voices, member("Graz", "conditional", tier="authority", country="AT")) == "go"


def test_followers_and_observers_neither_decide_nor_count():
    voices = [
        member("Zaragoza", "go"),
        member("Lund", "go", tier="follower", country="SE"),
        member("Ghent", "go", tier="observer", country="BE"),
    ]
    assert state(*voices) == "no_go"


def test_a_core_buyer_that_is_no_public_body_is_waited_for_and_is_no_procurer():
    utility = {"country": "AT", "type": "PRC"}
    assert state(member("Zaragoza", "go"), member("Utility", **utility)) == "deciding"
    assert state(member("Zaragoza", "go"), member("Utility", "go", **utility)) == "no_go"


def test_without_a_core_buyer_all_authorities_are_waited_for():
    first = member("Zaragoza", "go", tier="authority")
    assert state(first, member("Zagreb", tier="authority", country="HR")) == "deciding"
    assert state(first, member("Zagreb", "go", tier="authority", country="HR")) == "go"


def test_nobody_who_buys_decides_nothing():
    assert state() == "deciding"
    assert judge([], is_asked=True).why == ("No member of today means to buy.",)


def test_it_says_why_in_words():
    zaragoza = member("Zaragoza", "go")
    zagreb = member("Zagreb", "conditional", country="HR")
    graz = member("Graz", tier="authority", country="AT")
    assert judge([zaragoza, zagreb, graz], is_asked=True).why == (
        "Who wants to buy meets the quorum: 2 public procurers from 2 countries.",
        "A core buyer goes on conditions: Zagreb.",
        "Without those on conditions it is 1 public procurer from 1 country, too few for the"
        " quorum.",
        "Not decided, and not waited for: Graz.",
        "Go: Zaragoza.",
        "Go on conditions: Zagreb.",
    )
    assert judge([member("Zagreb", "no_go"), zaragoza], is_asked=True).why == (
        "Who wants to buy is 1 public procurer from 1 country, too few for the quorum.",
        "It needs 1 more public procurer, from another country.",
        "Go: Zaragoza.",
        "No-go: Zagreb.",
    )
    assert judge([member("Zagreb"), zaragoza], is_asked=True).why == (
        *("Not decided yet: Zagreb.", "Go: Zaragoza."),
    )


def test_each_state_has_its_tone():
    assert {each.value: each.tone for each in State} == {
        "drafting": "tone-info",
        "deciding": "tone-progress",
        "no_go": "tone-bad",
        "conditional": "tone-warn",
        "go": "tone-good",
    }
