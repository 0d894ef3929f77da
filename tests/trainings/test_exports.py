"""The trainings of a project as a download: its cells, for whom, what it costs."""

from datetime import date

import pytest

from tests.people import fix_day, make_group, make_programme, make_training
from tests.reading import read_book, read_csv
from trainings.models import Training

BASE = "/projects/ppi4test/trainings"


@pytest.fixture
def programmes(world):
    """Two: the earlier has one training without days; the other has two, and one of them is off."""
    fields = {"title": "For trainers", "slug": "trainers", "first_month": 12, "minimum": 5}
    early = make_programme(world.t42, [], **fields)
    make_training(
        early,
        world.iclei,
        "Freiburg",
        region="Baden",
        nuts="DE131",
        cohosts="KOINNO",
        window_closes=date(2027, 10, 10),
        capacity=8,
    )
    make_training(
        world.programme,
        world.iat,
        "Bilbao",
        venue="Azkuna Zentroa",
        country="ES",
        language="Spanish",
        state="cancelled",
    )
    fix_day(world.training, seats_taken=4, counting=3, online_url="https://secret.example")
    Training.objects.filter(pk=world.training.pk).update(last_day=date(2027, 9, 23))
    return early


HEADER = [
    *["Programme", "Task", "Training", "State", "First day", "Last day", "Month"],
    *["Window: first day", "Window: last day", "Organiser", "Co-hosts"],
    *["Venue", "City", "Region", "NUTS code", "Country", "Language"],
]
FREIBURG = [
    *["For trainers", "T4.2", "Freiburg", "planned", "", "", ""],
    *["2027-09-15", "2027-10-10", "ICLEI", "KOINNO"],
    *["", "Freiburg", "Baden", "DE131", "", ""],
]
ZAGREB = [
    *["Regional trainings", "T4.2", "Zagreb", "scheduled", "2027-09-22", "2027-09-23", "M21"],
    *["2027-09-15", "2027-11-30", "ZGH", "", "", "Zagreb", "", "", "", ""],
]
BILBAO = [
    *["Regional trainings", "T4.2", "Bilbao", "cancelled", "", "", ""],
    *["2027-09-15", "2027-11-30", "IAT", ""],
    *["Azkuna Zentroa", "Bilbao", "", "", "Spain", "Spanish"],
]


def test_the_trainings_with_their_seats_in_the_order_of_the_page(world, programmes, login):
    client = login(world.team_reader)
    rows = read_csv(client.get(f"{BASE}.csv"))
    assert rows == [
        [
            *[*HEADER, "Go/no-go day", "Capacity", "Seats taken", "Count towards the minimum"],
            "Minimum",
        ],
        [*FREIBURG, "", "8", "0", "0", "5"],
        [*ZAGREB, "2027-09-08", "25", "4", "3", "15"],
        [*BILBAO, "", "25", "0", "0", "15"],
    ]
    page = client.get(f"{BASE}/")
    shown = [row["title"] for each in page.context["programmes"] for row in each.rows]
    assert [row[2] for row in rows[1:]] == shown
    for format in ("csv", "xlsx", "ods"):
        assert f'<a href="{BASE}.{format}">{format.upper()}</a>' in page.text
    zagreb = read_book(client.get(f"{BASE}.xlsx"))["Trainings"][2]
    assert zagreb[4:7] == [date(2027, 9, 22), date(2027, 9, 23), "M21"]
    assert zagreb[17:] == [date(2027, 9, 8), 25, 4, 3, 15]


def test_a_buyer_gets_the_programmes_of_their_groups_without_counts(world, programmes, login):
    assert read_csv(login(world.buyer).get(f"{BASE}.csv")) == [HEADER, ZAGREB, BILBAO]
    programmes.buyer_groups.add(make_group(world.project, "Others"))
    assert read_csv(login(world.buyer).get(f"{BASE}.csv")) == [HEADER, ZAGREB, BILBAO]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("role", ["coordinator", "buyer"])
def test_it_takes_few_statements(world, login, django_assert_num_queries, rows, role):
    for number in range(1, rows):
        task, organiser = (world.t41, world.acr) if number == 1 else (world.t42, world.iat)
        programme = make_programme(task, [world.group], title="More", slug=f"more-{number}")
        make_training(programme, organiser, f"Number{number}")
    client = login(world.person(role))
    # Session, person, places with partners, with buyers; the project, and its trainings. The
    # project of a buyer is asked for once more: whether a programme names them.
    with django_assert_num_queries(3 + 2 + (role == "buyer")):
        found = read_csv(client.get(f"{BASE}.csv"))
    assert len(found) == 1 + rows
