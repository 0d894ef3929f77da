"""What is different between two texts, as a person would say it."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buyers.differences import Line, between

SAME, ADDED, REMOVED = "same", "added", "removed"


def told(old, new) -> list[str]:
    """Each line with what is in it: [-old-]{+new+}."""
    marks = {SAME: "{}", ADDED: "{{+{}+}}", REMOVED: "[-{}-]"}
    return [
        "".join(marks[kind].format(text) for kind, text in line.pieces) or f"... {line.count}"
        for line in between(old, new)
    ]


def test_words_are_marked_in_the_line_in_which_they_changed():
    assert told("We buy 100 tonnes.\nTogether.", "We want 100 tonnes now.\nTogether.") == [
        "We [-buy-]{+want+} 100 tonnes{+ now+}.",
        "Together.",
    ]


def test_lines_that_came_and_went_and_what_is_far_from_any_change_is_left_out():
    old = "\n".join(["a", "b", "c", "d", "e", "f", "g", "old"])
    new = "\n".join(["a", "b", "c", "d", "e", "f", "g", "h", "i"])
    assert told(old, new) == ["... 5", "f", "g", "[-old-]", "{+h+}", "{+i+}"]
    assert told(new, "a\nb\nc\nd\ne\nf\ng") == ["... 5", "f", "g", "[-h-]", "[-i-]"]
    assert told("x\n" + old, old) == ["[-x-]", "a", "b", "... 6"]


def test_the_same_text_has_no_differences():
    assert between("a\n\nb", "a\n\nb") == []
    assert between("", "") == []
    assert between("", "a") == [Line(ADDED, ((ADDED, "a"),))]


LINES = st.lists(st.sampled_from(["a", "b", "a b", "c, d", "", "é e"]), max_size=12)


@given(LINES, LINES)
def test_both_texts_can_be_read_back(old, new):
    """Of a text that is short enough for nothing to be left out."""
    lines = [line for line in between("\n".join(old), "\n".join(new)) if not line.count]
    if len(lines) == len(between("\n".join(old), "\n".join(new))) and lines:
        for text, gone in ((old, ADDED), (new, REMOVED)):
            kept = [
                "".join(words for kind, words in line.pieces if kind != gone)
                for line in lines
                if line.kind != gone
            ]
            assert kept == "\n".join(text).splitlines()


def words(count, of):
    chosen = random.Random(count)
    return " ".join(chosen.choice(of) for _nth in range(count))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n" * 1_000, "a\nb\n" * 500),
        ("a\n" * 25_000, "b\n" * 24_000),
        ("a " * 25_000, "b " * 24_000),
        ("\n".join([words(390, "abcde")] * 60), "\n".join([words(389, "abcde")] * 60)),
        (words(800, "ab"), words(799, "ab")),
    ],
)
def test_fifty_thousand_characters_take_a_bounded_time(old, new):
    before = time.process_time()
    assert between(old, new)
    assert time.process_time() - before < 10
