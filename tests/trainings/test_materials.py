"""Materials: the acts on them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from records.models import Dossier, File, Version
from tests.people import NOW, make_training
from tests.records.samples import HTML, PDF, file
from tests.trainings.filed import make_material, make_module
from trainings import materials
from trainings.models import Material, Programme, Registration, Training


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored(media) -> list[bytes]:
    return [path.read_bytes() for path in media.rglob("*") if path.is_file()]


def version_numbers(material) -> list[int]:
    rows = Version.objects.filter(file__dossier=material.dossier_id)
    return list(rows.order_by("number").values_list("number", flat=True))


def test_a_material_comes_with_the_first_version_of_its_file(world):
    module = make_module(world.programme)
    row = make_material(world.programme, world.task_lead, module=module)
    row = Material.objects.with_newest().get()
    assert (row.title, row.language, row.audience) == ("Slides", "hr", "participants")
    assert (row.project, row.file_name, row.number, row.size) == (
        world.project,
        "slides.pdf",
        1,
        len(PDF),
    )
    assert row.history.get().history_user == world.task_lead


def test_what_was_sent_twice_is_there_once(world):
    for _press in range(2):
        make_material(world.programme, world.task_lead)
    assert Material.objects.count() == File.objects.count() == Version.objects.count() == 1


def test_the_same_again_is_there_once_however_late(world):
    """A large file takes minutes, and who is tired of waiting presses again."""
    first = make_material(world.programme, world.task_lead)
    later = NOW + timedelta(hours=1)
    assert make_material(world.programme, world.task_lead, now=later) == first
    assert Material.objects.count() == Version.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "is_another"),
    [
        ({"title": "slides"}, False),
        ({"audience": "all"}, False),
        ({"title": "Slides 2"}, True),
        ({"language": "en"}, True),
    ],
)
def test_another_file_of_the_same_title_is_no_new_material(world, media, fields, is_another):
    """Who went back in the browser and chose another file would not find it again."""
    make_material(world.programme, world.task_lead)
    given = {"title": "Slides", "language": "hr"} | fields
    another = Material(programme=world.programme, **given)
    upload = file(content=PDF + b"2")
    if is_another:
        materials.add(material=another, upload=upload, by=world.task_lead, now=NOW)
    else:
        with pytest.raises(ValidationError) as refusal:
            materials.add(material=another, upload=upload, by=world.task_lead, now=NOW)
        assert refusal.value.message_dict == {
            "title": [
                "“Slides” is there already. Add a new version to it, or choose another title."
            ]
        }
    assert Material.objects.count() == len(stored(media)) == (2 if is_another else 1)


def test_what_is_taken_out_stands_in_nobodys_way(world):
    materials.take_out(
        material=make_material(world.programme, world.task_lead), by=world.task_lead, now=NOW
    )
    make_material(world.programme, world.task_lead, name="slides.pdf")
    assert Material.objects.in_use().count() == 1


def test_a_new_version_has_the_next_number_and_the_old_one_is_kept(world):
    row = make_material(world.programme, world.task_lead)
    later = NOW + timedelta(hours=1)
    materials.add_version(
        material=row,
        upload=file("new name.pdf", PDF + b"2"),
        by=world.task_lead,
        now=later,
        note="Split added",
    )
    assert version_numbers(row) == [1, 2]
    newest = Material.objects.with_newest().get()
    assert (newest.file_name, newest.number) == ("new name.pdf", 2)
    assert File.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("slides.pdf", b""),
        ("slides.exe", PDF),
        ("slides.pdf", HTML),
        ("slides.pptx", PDF),
        ("slides.pdf", PDF + bytes(1024 * 1024)),
    ],
)
def test_a_file_that_is_not_taken_leaves_nothing_behind(world, media, settings, name, content):
    settings.MAX_UPLOAD_MB = 1
    material = Material(programme=world.programme, title="Slides", language="hr")
    with pytest.raises(ValidationError) as refusal:
        materials.add(material=material, upload=file(name, content), by=world.task_lead, now=NOW)
    assert list(refusal.value.message_dict) == ["upload"]
    assert not Material.objects.exists()
    assert not Version.objects.exists()
    assert not Dossier.objects.exists()
    assert stored(media) == []


@pytest.mark.parametrize("field", ["module", "training"])
def test_module_and_training_are_of_the_same_programme(world, field):
    other = Programme.objects.create(
        project=world.project,
        task=world.t42,
        title="Other",
        slug="other",
        first_month=1,
        last_month=2,
    )
    wrong = {
        "module": lambda: make_module(other),
        "training": lambda: make_training(other, world.iclei, "Elsewhere"),
    }[field]()
    with pytest.raises(ValidationError) as refusal:
        make_material(world.programme, world.task_lead, **{field: wrong})
    assert list(refusal.value.message_dict) == [field]


def test_a_change_is_kept_in_the_history(world):
    row = make_material(world.programme, world.task_lead)
    materials.change(
        material=row, by=world.coordinator, reason="For all", audience="all", title="Slides 2"
    )
    row.refresh_from_db()
    assert (row.audience, row.title) == ("all", "Slides 2")
    newest = row.history.latest()
    assert (newest.history_change_reason, newest.history_user) == ("For all", world.coordinator)


def test_what_is_taken_out_takes_no_change_and_comes_back_whole(world):
    row = make_material(world.programme, world.task_lead)
    for _press in range(2):
        materials.take_out(material=row, by=world.task_lead, now=NOW)
    with pytest.raises(ValidationError):
        materials.change(material=row, by=world.task_lead, title="New")
    with pytest.raises(ValidationError):
        materials.add_version(
            material=row, upload=file(content=PDF + b"2"), by=world.task_lead, now=NOW
        )
    assert [change.history_change_reason for change in row.history.all()] == ["Taken out", ""]
    for _press in range(2):
        materials.put_back(material=row, by=world.task_lead)
    assert not Material.objects.get().removed_at
    assert version_numbers(row) == [1]


# --- Who may have it ------------------------------------------------------------------------------

HAVE_IT = {
    "runners": {"coordinator", "task_lead", "organiser"},
    "participants": {"coordinator", "task_lead", "organiser", "buyer"},
    "all": {
        *("coordinator", "wp_lead", "task_lead", "organiser", "partner", "team_reader"),
        *("officer", "buyer"),
    },
}


@pytest.mark.parametrize("audience", HAVE_IT)
@pytest.mark.parametrize("of_training", [False, True])
def test_a_material_is_readable_by_exactly_these(world, training, enter, audience, of_training):
    from tests.people import ROLES

    enter(training, [world.buyer])
    own = {"training": training} if of_training else {}
    row = make_material(world.programme, world.task_lead, audience=audience, **own)
    found = {
        role for role in ROLES if Material.objects.readable_by(world.person(role)).filter(pk=row.pk)
    }
    assert found == HAVE_IT[audience]
    Material.objects.update(removed_at=NOW)
    assert not Material.objects.readable_by(world.coordinator).exists()


@pytest.mark.parametrize(
    ("state", "reads"),
    [
        ("confirmed", True),
        ("offered", True),
        ("waiting", True),
        ("applied", False),
        ("withdrawn", False),
        ("rejected", False),
        ("declined", False),
    ],
)
def test_a_participant_reads_with_a_seat_or_a_place_in_line(world, training, enter, state, reads):
    (row,) = enter(training, [world.buyer])
    type(row).objects.update(state=state)
    Training.objects.update(state="held")  # afterwards too
    for own in ({}, {"training": training}):
        make_material(world.programme, world.task_lead, title=f"Slides {own}", **own)
    assert Material.objects.readable_by(world.buyer).count() == (2 if reads else 0)


def test_what_belongs_to_another_training_is_not_read(world, training, enter):
    enter(training, [world.buyer])
    other = make_training(world.programme, world.iclei, "Freiburg")
    make_material(world.programme, world.task_lead, training=other)
    assert not Material.objects.readable_by(world.buyer).exists()
    assert not Material.objects.readable_by(world.organiser).exists()


def test_who_registered_from_outside_reads_what_is_for_participants(world, training):
    Registration.objects.create(
        training=training,
        person=world.stranger,
        organisation=world.city.organisation,
        state="confirmed",
        why="A guest",
        registered_at=NOW,
        registered_by=world.organiser,
    )
    make_material(world.programme, world.task_lead)
    assert Material.objects.readable_by(world.stranger).count() == 1


# --- Languages and the table ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("Croatian", ["hr"]),
        ("hrvatski", ["hr"]),
        ("hr", ["hr"]),
        ("Croatian and English", ["hr", "en"]),
        ("English, with slides in Spanish", ["en", "es"]),
        ("", []),
        ("Klingon", []),
    ],
)
def test_the_languages_of_a_training_are_found_in_its_words(words, codes):
    assert materials.languages_in(words) == codes


def test_a_language_that_is_not_known_keeps_its_letters():
    assert [materials.language_name(code) for code in ("hr", "xq")] == ["Croatian", "xq"]


def test_the_language_of_the_training_stands_first(world):
    for language in ("de", "en", "hr"):
        make_material(world.programme, world.task_lead, title=language, language=language)
    rows = materials.in_order(Material.objects.all(), "hr", "en")
    assert [row.title for row in rows] == ["hr", "en", "de"]


def test_the_table_says_what_is_missing_in_a_language_of_a_training(world):
    one, two, old = (
        make_module(world.programme, title, position)
        for position, title in enumerate(("Needs", "Contracts", "Old"), 1)
    )
    type(old).objects.filter(pk=old.pk).update(retired_at=NOW)
    Training.objects.update(language="Croatian")
    make_training(world.programme, world.iclei, "Freiburg", language="German", state="cancelled")
    make_training(world.programme, world.iclei, "Bilbao", language="English")
    make_material(world.programme, world.task_lead, module=one)
    make_material(world.programme, world.task_lead, title="Guide", language="es")
    rows = Material.objects.select_related("module").with_newest()
    found = materials.table(
        world.programme.modules.all(), rows, world.programme.trainings.order_by("pk")
    )
    assert found.languages == ["Croatian", "English", "Spanish"]
    assert [(line.module, [len(cell.found) for cell in line.cells]) for line in found.lines] == [
        (None, [0, 0, 1]),
        (one, [1, 0, 0]),
        (two, [0, 0, 0]),
    ]
    assert found.missing == [(one, ["English"]), (two, ["Croatian", "English"])]
