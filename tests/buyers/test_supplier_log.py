"""The pages of the equal-treatment log: it names suppliers, so few read it, on no path others."""

from datetime import date

import pytest

from buyers.models import SupplierContact
from tests.buyers.market import MANAGES, READS, make_contact, rival_of, url
from tests.partners.test_pages import submit
from tests.people import NOW, ROLES, make_consultation
from tests.reading import FRAME, errors, read_book, read_csv

LOG = "supplier_log"


@pytest.fixture
def consultation(world):
    return make_consultation(world.group, title="Sorting of bulky waste", state="open")


@pytest.fixture
def contact(world, consultation):
    return make_contact(consultation, world.coordinator)


PAGES = {
    LOG: lambda pk: [1],
    "supplier_log_export": lambda pk: [1, "csv"],
    "new_contact": lambda pk: [1],
    "share_contact": lambda pk: [1, pk],
    "strike_contact": lambda pk: [1, pk],
}


@pytest.mark.parametrize("where", PAGES)
def test_the_log_is_for_who_manages_the_group(world, contact, login, where):
    address = url(where, *PAGES[where](contact.pk))
    expected = {role: 200 if role in MANAGES else 403 if role in READS else 404 for role in ROLES}
    assert {role: login(world.person(role)).get(address).status_code for role in ROLES} == expected
    assert login(rival_of(world)).get(address).status_code == 403
    forced = login(world.buyer).post(address, {"how": "x", "reason": "x"})
    assert forced.status_code == 403
    contact.refresh_from_db()
    assert (contact.shared_how, contact.struck_on) == ("", None)


def test_after_the_project_the_log_is_read_and_not_written(world, contact, login):
    world.project.closed_on = date(2027, 9, 1)
    world.project.save()
    client = login(world.coordinator)
    page = client.get(url(LOG, 1))
    assert (page.status_code, [row.pk for row in page.context["rows"]]) == (200, [contact.pk])
    for act in ("log/new/", "/share/", "/strike/"):
        assert act not in page.content.decode()
    assert client.get(url("supplier_log_export", 1, "csv")).status_code == 200
    assert client.get(url("new_contact", 1)).status_code == 403
    assert client.post(url("strike_contact", 1, contact.pk), {"reason": "x"}).status_code == 403
    assert login(world.buyer).get(url(LOG, 1)).status_code == 403


def test_the_lead_procurers_people_keep_it_too(world, contact, login):
    world.group.lead_procurer = world.city
    world.group.save()
    assert login(world.buyer).get(url(LOG, 1)).status_code == 200


def test_a_line_is_reached_through_its_own_consultation_only(world, contact, login):
    make_consultation(world.group, 2)
    client = login(world.coordinator)
    for where in ("share_contact", "strike_contact"):
        assert client.get(url(where, 2, contact.pk)).status_code == 404
        assert client.get(url(where, 1, 10**19)).status_code == 404


def test_a_contact_is_logged_shared_and_struck_out(world, consultation, login):
    client = login(world.wp_lead)
    answer = submit(
        client,
        url("new_contact", 1),
        supplier="Alba SA",
        size="large",
        country="ES",
        told="The tonnes",
        channel="phone",
    )
    assert answer.url == url(LOG, 1)
    line = SupplierContact.objects.get()
    assert (line.entered_by, line.country.code) == (world.wp_lead, "ES")
    assert "the others wait" in client.get(url(LOG, 1)).text
    submit(client, url("share_contact", 1, line.pk), how="Published as question 1.")
    page = client.get(url(LOG, 1)).text
    assert "Published as question 1." in page
    assert url("share_contact", 1, line.pk) not in page
    answer = submit(client, url("share_contact", 1, line.pk), how="By mail.")
    assert errors(answer) == {
        "__all__": ["This line says already how the others got the same: Published as question 1."]
    }
    assert answer.context["form"]["how"].value() == "By mail."
    submit(client, url("strike_contact", 1, line.pk), reason="Another supplier")
    page = client.get(url(LOG, 1)).text
    assert "struck out" in page
    assert "Another supplier" in page
    assert "Alba SA" in page
    assert url("strike_contact", 1, line.pk) not in page


def test_the_filter_holds_for_the_page_and_its_files(world, consultation, login):
    by = world.coordinator
    make_contact(consultation, by, supplier="=Alba SA")
    make_contact(consultation, by, supplier="Shared Ltd", shared_how="To all")
    make_contact(consultation, by, supplier="Struck AG", struck_on=NOW.date(), struck_reason="No")
    client = login(by)

    def named(**query):
        page = client.get(url(LOG, 1), query)
        return {row.supplier for row in page.context["rows"]}

    assert named() == {"=Alba SA", "Shared Ltd", "Struck AG"}
    assert named(state="waiting") == {"=Alba SA"}
    assert named(state="shared") == {"Shared Ltd"}
    assert named(state="struck") == {"Struck AG"}
    assert named(q="shared") == {"Shared Ltd"}
    _header, row = read_csv(client.get(url("supplier_log_export", 1, "csv") + "?state=waiting"))
    assert row == [
        *["2027-09-01", "'=Alba SA", "", "", "single meeting", "The tonnes of each city.", ""],
        *["Coordinator", "2027-09-06", "", ""],
    ]
    for format in ("xlsx", "ods"):
        book = read_book(client.get(url("supplier_log_export", 1, format)))
        assert len(book["Equal-treatment log"]) == 4


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"day": "2027-09-07"}, "day", "This day has not come yet."),
        ({"day": ""}, "day", "This field is required."),
        ({"supplier": "x" * 201}, "supplier", "Ensure this value has at most 200"),
        ({"supplier": "a\0"}, "supplier", "Null characters are not allowed."),
        ({"country": "XX"}, "country", "Select a valid choice."),
        ({"size": "giant"}, "size", "Select a valid choice."),
        ({"told": ""}, "told", "This field is required."),
    ],
)
def test_bad_input_is_answered_at_its_field(world, consultation, login, typed, field, message):
    good = {"supplier": "Alba SA", "told": "The tonnes", "channel": "phone"}
    answer = submit(login(world.coordinator), url("new_contact", 1), **good | typed)
    assert list(errors(answer)) == [field]
    assert errors(answer)[field][0].startswith(message)
    assert answer.context["form"]["told"].value() == typed.get("told", "The tonnes")
    assert not SupplierContact.objects.exists()


@pytest.mark.parametrize(
    ("name", "args", "statements"),
    [(LOG, [1], FRAME + 3), ("supplier_log_export", [1, "csv"], FRAME + 2)],
)
def test_the_statements_do_not_grow_with_the_rows(
    world, contact, login, name, args, statements, django_assert_num_queries
):
    client = login(world.coordinator)
    for _grown in range(2):
        with django_assert_num_queries(statements):
            b"".join(client.get(url(name, *args)))
        make_contact(contact.consultation, world.wp_lead)
        make_contact(contact.consultation, world.coordinator)


def test_contacts_come_in_pages_of_fifty(world, contact, login):
    for _more in range(59):
        make_contact(contact.consultation, world.coordinator)
    client = login(world.coordinator)
    pages = [client.get(url(LOG, 1), {"page": n}).context["rows"] for n in (1, 2)]
    assert [len(rows) for rows in pages] == [50, 10]
