"""`python -m tests`: its calls pick each test once, and none that fails goes unseen."""

import sys

import pytest

from tests.__main__ import calls, run


@pytest.mark.parametrize("on_services", ["services", "not browser", "not browser or services"])
@pytest.mark.parametrize("marks", [set(), {"alone"}, {"services"}, {"services", "alone"}])
def test_every_test_is_picked_once_on_each_ground_that_it_is_for(marks, on_services):
    def picked(expression):
        names = ("alone", "browser", "services")
        return eval(expression, {name: name in marks for name in names})  # it reads as Python

    grounds = [
        "services" if "tests.services" in command else "sqlite"
        for command in calls(on_services, [])
        if picked(command[-1])
    ]
    on_sqlite = ["sqlite"] * ("services" not in marks)
    assert grounds == on_sqlite + ["services"] * picked(on_services)


@pytest.mark.parametrize("marks", ["alone", "not alone"])
def test_what_needs_the_machine_runs_in_one_process(marks):
    for command in calls("services", ["tests"]):
        if command[-1].startswith(f"{marks} and"):
            assert ("-n" in command) == (marks == "not alone")


@pytest.mark.parametrize(
    ("codes", "code", "called"),
    [
        ((0, 0, 0, 0), 0, 4),
        ((0, 5, 5, 5), 0, 4),
        ((5, 5, 5, 0), 0, 4),
        ((5, 5, 5, 5), 5, 4),
        ((1, 0, 0, 0), 1, 1),
        ((0, 5, 4, 0), 4, 3),
        ((5, -9, 0, 0), -9, 2),
    ],
)
def test_the_first_that_fails_is_the_last_and_no_tests_at_all_is_a_failure(codes, code, called):
    begun = []

    def commands():
        for each in codes:
            begun.append(each)
            end = f"import os; os.kill(os.getpid(), {-each})" if each < 0 else f"exit({each})"
            yield [sys.executable, "-c", end]

    assert run(commands()) == code
    assert len(begun) == called
