"""The pages of market consultations: who may, what each reads, bad input, what they cost."""

import pytest

from buyers.models import Consultation, ConsultationQuestion, Need
from buyers.search import find
from tests.buyers.market import (
    MANAGES,
    READS,
    make_contact,
    make_published,
    make_question,
    rival_of,
    url,
)
from tests.people import ROLES, make_consultation, make_group, make_need, make_project
from tests.reading import FRAME, read_book, read_csv


@pytest.fixture
def consultation(world):
    return make_consultation(
        world.group,
        title="Sorting of bulky waste",
        state="open",
        description="Tell us what your machines sort.",
        contact_email="market@example.org",
        report="Three suppliers could deliver.",
    )


PAGES = {
    # name: (further args, who may, who sees it and may not)
    "consultations": ([], READS, set()),
    "consultations_export": (["csv"], READS, set()),
    "new_consultation": ([], MANAGES, READS),
    "consultation": ([1], READS, set()),
    "edit_consultation": ([1], MANAGES, READS),
    "write_report": ([1], MANAGES, READS),
    "consultation_act": ([1, "close"], MANAGES, READS),
    "questions_export": ([1, "csv"], READS, set()),
    "new_question": ([1], MANAGES, READS),
    "edit_question": ([1, 1], MANAGES, READS),
    "publish_question": ([1, 1], MANAGES, READS),
}


@pytest.mark.parametrize("where", PAGES)
def test_a_page_opens_for_exactly_these(world, consultation, login, where):
    make_question(consultation, answer="Yes.")
    args, may, sees = PAGES[where]
    expected = {role: 200 if role in may else 403 if role in sees else 404 for role in ROLES}
    address = url(where, *args)
    assert {role: login(world.person(role)).get(address).status_code for role in ROLES} == expected
    refused = {role: code for role, code in expected.items() if code != 200}
    forced = {role: login(world.person(role)).post(address, {"reason": "x"}) for role in refused}
    assert {role: answer.status_code for role, answer in forced.items()} == refused
    assert ConsultationQuestion.objects.published().count() == 0


def test_one_is_reached_through_its_own_group_only(world, consultation, login):
    make_group(world.project, "Other buyers")
    make_group(make_project("Other"), "Waste buyers")
    client = login(world.coordinator)
    for address in (
        "/projects/ppi4test/groups/other-buyers/consultations/1/",
        "/projects/other/groups/waste-buyers/consultations/1/",
        "/consultations/other/waste-buyers/1/",
        url("consultation", 99999999999999999999),
        "/consultations/ppi4test/waste-buyers/99999999999999999999/",
    ):
        assert client.get(address).status_code == 404, address


# --- Who reads what ------------------------------------------------------------------------------


def test_who_asked_and_what_is_not_published_are_read_by_who_manages_alone(
    world, consultation, login
):
    make_published(consultation, 1)
    make_question(consultation, 2, text="Do you lease?", asked_by="Alba SA")
    rival = rival_of(world)
    secrets = ("Sorting Robots", "Alba SA", "Do you lease?")
    seen = {}
    for name, person in [
        *((role, world.person(role)) for role in sorted(READS)),
        ("rival", rival),
        ("visitor", None),
    ]:
        client = login(person) if person else login(world.stranger)
        addresses = [url("public_consultation", 1)]
        if person:
            addresses += [url("consultation", 1), url("questions_export", 1, "csv")]
        else:
            client.logout()
        text = ""
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200
            text += b"".join(answer).decode()
        assert "Question 1?" in text
        assert "Answer 1." in text
        seen[name] = {word for word in secrets if word in text}
    everything = set(secrets)
    assert seen == {
        name: everything if name in MANAGES else set() for name in (*READS, "rival", "visitor")
    }


def test_a_filter_finds_nothing_that_is_not_shown(world, consultation, login):
    make_published(consultation, 1)
    make_question(consultation, 2, text="Do you lease?", asked_by="Alba SA")

    def numbers(person, **query):
        page = login(person).get(url("consultation", 1), query)
        return [question.number for question in page.context["questions"]]

    assert numbers(world.buyer) == [1]
    for query in ({"q": "Alba"}, {"q": "lease"}, {"q": "Sorting Robots"}):
        assert numbers(world.buyer, **query) == []
    assert numbers(world.buyer, state="waiting") == [1]  # no such filter for them
    assert numbers(world.coordinator, q="alba") == [2]
    assert numbers(world.coordinator, state="waiting") == [2]
    assert numbers(world.coordinator, state="published", q="question") == [1]
    assert numbers(world.coordinator, state="answered") == []
    assert numbers(world.coordinator, q="\0", state="nothing") == [1, 2]


def test_others_of_the_group_read_how_many_contacts_there_were(world, consultation, login):
    make_contact(consultation, world.coordinator)
    make_contact(consultation, world.coordinator, supplier="Alba SA", shared_how="All by mail")
    page = login(world.buyer).get(url("consultation", 1))
    assert page.context["contacts"] == {"logged": 2, "waiting": 1}
    assert "2 contacts with suppliers are logged." in page.text
    assert "Alba" not in page.text
    assert url("supplier_log", 1) not in page.text
    assert url("supplier_log", 1) in login(world.coordinator).get(url("consultation", 1)).text


def test_a_draft_need_is_linked_to_nobody_who_may_not_see_it(world, consultation, login):
    """Taken back to a draft after it was linked: its owner alone still reads its title."""
    need = make_need(world.group, title="Secret sorting", organisation=world.city.organisation)
    consultation.needs.set([need])
    assert "Secret sorting" in login(rival := rival_of(world)).get(url("consultation", 1)).text
    need.state = Need.State.DRAFT
    need.save()
    assert "Secret sorting" not in login(rival).get(url("consultation", 1)).text
    assert "Secret sorting" not in login(world.coordinator).get(url("consultation", 1)).text
    assert "Secret sorting" not in login(world.coordinator).get(url("edit_consultation", 1)).text
    assert "Secret sorting" in login(world.buyer).get(url("consultation", 1)).text


def test_acts_have_a_button_only_for_whom_they_are(world, consultation, login):
    make_question(consultation, answer="Yes.")
    for role in ("coordinator", "partner", "buyer"):
        client = login(world.person(role))
        text = client.get(url("consultations")).text + client.get(url("consultation", 1)).text
        for where, (args, may, _sees) in PAGES.items():
            if may == MANAGES:
                assert (url(where, *args) in text) == (role == "coordinator"), where


# --- The public page -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "status"), [("planned", 404), ("open", 200), ("closed", 200), ("cancelled", 404)]
)
def test_the_public_page_is_there_while_it_is_public(world, consultation, client, state, status):
    Consultation.objects.update(state=state)
    assert client.get(url("public_consultation", 1)).status_code == status


def test_the_public_page_tells_what_suppliers_need_and_no_names(world, consultation, client):
    consultation.needs.set([make_need(world.group, title="Internal need")])
    make_published(consultation, 1)
    make_contact(consultation, world.coordinator)
    page = client.get(url("public_consultation", 1))
    for word in ("Sorting of bulky waste", "Tell us what", "market@example.org", "Answer 1."):
        assert word in page.text
    for word in ("Coordinator", "Sorting Robots", "Three suppliers", "Internal need", "tonnes"):
        assert word not in page.text
    # Logged in or not: the same.
    client.force_login(world.stranger, "django.contrib.auth.backends.ModelBackend")
    assert client.get(url("public_consultation", 1)).status_code == 200


# --- Downloads -----------------------------------------------------------------------------------


def test_the_questions_as_a_file_are_the_published_ones(world, consultation, login):
    make_published(consultation, 1, text="=1+1?")
    make_question(consultation, 2)
    rows = read_csv(login(world.coordinator).get(url("questions_export", 1, "csv")))
    assert rows == [
        ["Number", "Question", "Asked on", "Answer", "Published"],
        ["1", "'=1+1?", "2027-09-01", "Answer 1.", "2027-09-06"],
    ]
    for format in ("xlsx", "ods"):
        book = read_book(login(world.buyer).get(url("questions_export", 1, format)))
        assert book["Questions and answers"][1][1] == "=1+1?"
        assert len(book["Questions and answers"]) == 2


def test_the_list_as_a_file(world, consultation, login):
    make_published(consultation, 1)
    rows = read_csv(login(world.buyer).get(url("consultations_export", "csv")))
    assert rows[1] == [
        *["1", "Sorting of bulky waste", "open", "2027-09-20", "2027-10-20", "event", "", ""],
        *["1", "0", "0"],
    ]


# --- Statements ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "args", "statements"),
    [
        ("consultations", [], FRAME + 2),
        ("consultation", [1], FRAME + 6),
        ("consultations_export", ["csv"], FRAME + 2),
        ("questions_export", [1, "csv"], FRAME + 2),
    ],
)
def test_the_statements_do_not_grow_with_the_rows(
    world, consultation, login, name, args, statements, django_assert_num_queries
):
    client = login(world.coordinator)

    def grow(n):
        make_published(consultation, 2 * n + 1)
        make_question(consultation, 2 * n + 2)
        make_contact(consultation, world.coordinator)
        make_consultation(world.group, n + 2)
        consultation.needs.add(make_need(world.group, n + 1))

    def ask():
        answer = client.get(url(name, *args))
        assert answer.status_code == 200
        b"".join(answer)

    grow(0)
    ask()
    with django_assert_num_queries(statements):
        ask()
    grow(1)
    grow(2)
    with django_assert_num_queries(statements):
        ask()


def test_the_public_page_costs_three_statements(
    world, consultation, client, django_assert_num_queries
):
    make_published(consultation, 1)
    for number in (None, 2, 3):
        if number:
            make_published(consultation, number)
        with django_assert_num_queries(3):
            client.get(url("public_consultation", 1))


def test_questions_come_in_pages_of_fifty(world, consultation, login):
    for number in range(1, 61):
        make_published(consultation, number)
    for client in (login(world.buyer),):
        first, second = (client.get(url("consultation", 1), {"page": n}) for n in (1, 2))
        assert [len(page.context["questions"]) for page in (first, second)] == [50, 10]
        assert client.get(url("consultation", 1), {"page": "9" * 30}).status_code == 200
    assert len(client.get(url("public_consultation", 1), {"page": 2}).context["page"]) == 10


# --- Search --------------------------------------------------------------------------------------


def test_a_search_finds_consultations_and_never_who_asked(
    world, consultation, login, django_assert_num_queries
):
    make_published(consultation, 1)
    make_contact(consultation, world.coordinator)

    def found(person, words):
        results = find(words.split(), person, 10)
        return [(each.label, each.hint) for each in results if each.kind == "Market consultation"]

    hit = [("Sorting of bulky waste", "open")]
    for person in (world.coordinator, world.buyer, world.officer, rival_of(world)):
        assert found(person, "sorting bulky") == hit
        assert found(person, "robots") == found(person, "tonnes") == []
    assert found(world.stranger, "sorting") == []
    assert found(world.administrator, "sorting") == []
    make_consultation(world.group, 2, title="Sorting again")
    with django_assert_num_queries(18):  # each right asks for places anew, with no page around
        assert len(found(world.officer, "sorting")) == 2
