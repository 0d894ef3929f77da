"""The pages of materials, their files, and the personal link."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from records.models import Version
from tests.people import NOW, make_training
from tests.reading import FRAME, content_of, errors, notes
from tests.records.samples import HTML, PDF, file
from tests.trainings.filed import make_material, make_module
from trainings import links, materials
from trainings.models import Material, Programme, Registration, Training


def place(name, *more):
    return reverse(f"trainings:{name}", args=["ppi4test", "regional", *more])


def of_training(name, *more):
    return reverse(f"trainings:{name}", args=["ppi4test", "zagreb", *more])


def filled(**fields) -> dict:
    return {
        "title": "Slides",
        "language": "hr",
        "audience": "participants",
        "upload": file("slides.pdf"),
        "whole": "yes",
    } | fields


def code_of(client, address) -> int:
    """The status; a file is read to its end, so that it is closed."""
    answer = client.get(address)
    content_of(answer)
    return answer.status_code


# --- The tables -----------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_few_statements(
    world, training, enter, login, django_assert_num_queries, rows
):
    Training.objects.update(language="Croatian")
    enter(training, [world.buyer])
    for number in range(rows):
        module = make_module(world.programme, f"Module {number}", number)
        make_material(world.programme, world.task_lead, f"Slides {number}", module=module)
        make_material(world.programme, world.task_lead, f"Own {number}", training=training)
    client = login(world.task_lead)
    with django_assert_num_queries(5 + FRAME):  # programme, modules, materials, trainings twice
        client.get(place("materials"))
    with django_assert_num_queries(3 + FRAME):  # training, materials, modules
        client.get(of_training("training_materials"))
    client = login(world.buyer)
    client.get(of_training("training"))
    with django_assert_num_queries(8 + FRAME):
        answer = client.get(of_training("training"))
    assert len(answer.context["materials"]) == 2 * rows


def test_the_table_shows_versions_audience_and_what_is_missing(world, training, login):
    Training.objects.update(language="Croatian and English")
    module = make_module(world.programme)
    row = make_material(world.programme, world.task_lead, module=module, audience="all")
    materials.add_version(
        material=row, upload=file(content=PDF + b"2"), by=world.task_lead, now=NOW
    )
    text = login(world.task_lead).get(place("materials")).text
    assert "Contracts: English" in text
    assert "version 2" in text
    assert "for everybody, without an account" in text
    assert "Take out" in text
    text = login(world.organiser).get(place("materials")).text
    assert "version 2" in text
    assert "Take out" not in text


def test_the_empty_table_says_what_to_do(world, login):
    text = login(world.task_lead).get(place("materials")).text
    assert "No materials yet" in text
    assert "Add the first one" in text
    text = login(world.organiser).get(place("materials")).text
    assert "Add the first one" not in text


# --- Adding and changing --------------------------------------------------------------------------


def test_a_material_is_added_and_opened(world, login):
    module = make_module(world.programme)
    client = login(world.task_lead)
    asked = client.get(place("material_new") + f"?module={module.pk}&language=hr").context["form"]
    assert (asked["module"].value(), asked["language"].value()) == (str(module.pk), "hr")
    answer = client.post(place("material_new"), filled(module=module.pk), follow=True)
    assert notes(answer) == ["“Slides” is saved."]
    row = Material.objects.get()
    assert (row.module, row.training, row.language) == (module, None, "hr")
    answer = client.get(place("material", row.pk))
    assert content_of(answer) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="slides.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_who_runs_a_training_adds_its_own_in_its_language(world, training, login):
    Training.objects.update(language="Croatian")
    client = login(world.organiser)
    form = client.get(of_training("training_material_new")).context["form"]
    assert form["language"].value() == "hr"
    client.post(of_training("training_material_new"), filled())
    row = Material.objects.get()
    assert (row.training, row.programme) == (training, world.programme)
    seen = client.get(place("material_edit", row.pk)).context["form"]["version_seen"].value()
    client.post(place("material_edit", row.pk), filled(title="Directions", version_seen=seen))
    assert "Directions" in client.get(of_training("training_materials")).text
    other = make_training(world.programme, world.iclei, "Freiburg")
    foreign = make_material(world.programme, world.task_lead, "Theirs", training=other)
    assert client.get(place("material_edit", foreign.pk)).status_code == 404
    assert client.get(place("material", foreign.pk)).status_code == 404


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"title": ""}, ["title"]),
        ({"title": "x" * 201}, ["title"]),
        ({"title": "a\x00b"}, ["title"]),
        ({"language": "Croatian"}, ["language"]),
        ({"language": "9" * 30}, ["language"]),
        ({"module": "9" * 30}, ["module"]),
        ({"module": "nonsense"}, ["module"]),
        ({"audience": "friends"}, ["audience"]),
        ({"upload": ""}, ["upload"]),
        ({"upload": file("slides.pdf", HTML)}, ["upload"]),
        ({"whole": ""}, ["upload"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world, login, typed, fields):
    make_module(world.programme)
    answer = login(world.task_lead).post(place("material_new"), filled(**typed))
    assert list(errors(answer)) == fields
    assert not Material.objects.exists()
    if "title" not in typed:
        assert 'value="Slides"' in answer.text


MB = 1024 * 1024


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("slides.pdf", b"", "The submitted file is empty."),
        ("slides.pdf", HTML, "“slides.pdf” is no pdf file: its content is something else."),
        ("slides.pptx", PDF, "“slides.pptx” is no pptx file: its content is something else."),
        ("slides.exe", PDF, "Files of this kind are not taken. Taken are: pdf, docx, "),
        ("slides.pdf", PDF + bytes(MB), "This file is too large: at most 1 MB are taken."),
        ("slides.pdf", PDF + bytes(9 * MB), "This file is too large: at most 1 MB are taken."),
    ],
)
@pytest.mark.parametrize("is_version", [False, True])
def test_what_is_wrong_with_a_file_is_said_beside_it(
    world, login, settings, name, content, told, is_version
):
    settings.MAX_UPLOAD_MB = 1
    client, address = login(world.task_lead), place("material_new")
    if is_version:
        row = make_material(world.programme, world.task_lead)
        address = place("material_upload", row.pk)
    answer = client.post(address, filled(upload=file(name, content)))
    ((field, (words,)),) = errors(answer).items()
    assert (field, answer.status_code) == ("upload", 200)
    assert words.startswith(told)
    assert Version.objects.count() == Material.objects.count() == int(is_version)


def test_the_largest_file_that_is_taken(world, login, settings):
    settings.MAX_UPLOAD_MB = 1
    content = PDF + bytes(MB - len(PDF))
    answer = login(world.task_lead).post(
        place("material_new"), filled(upload=file("slides.pdf", content)), follow=True
    )
    assert notes(answer) == ["“Slides” is saved."]
    assert Version.objects.get().size == MB


def test_pressed_twice_or_gone_back_it_is_there_once(world, login):
    client = login(world.task_lead)
    for _press in range(2):
        answer = client.post(place("material_new"), filled(), follow=True)
        assert notes(answer) == ["“Slides” is saved."]
    answer = client.post(place("material_new"), filled(upload=file("slides.pdf", PDF + b"2")))
    assert errors(answer) == {
        "title": ["“Slides” is there already. Add a new version to it, or choose another title."]
    }
    row, sent = Material.objects.get(), {"whole": "yes", "note": ""}
    for _press in range(2):
        upload = file("slides.pdf", PDF + b"2")
        answer = client.post(
            place("material_upload", row.pk), sent | {"upload": upload}, follow=True
        )
        assert notes(answer) == ["slides.pdf is there, as version 2."]
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        answer = client.post(
            place("material_upload", row.pk),
            sent | {"upload": file("slides.pdf", PDF + b"2")},
        )
    assert errors(answer) == {"upload": ["This is the same as version 2, byte by byte."]}
    assert Version.objects.count() == 2


def test_a_new_version_is_read_from_then_on_and_older_ones_by_who_edits(
    world, training, enter, login
):
    enter(training, [world.buyer])
    row = make_material(world.programme, world.task_lead)
    client = login(world.task_lead)
    sent = {"upload": file("slides.pdf", PDF + b"2"), "note": "Split added", "whole": "yes"}
    answer = client.post(place("material_upload", row.pk), sent, follow=True)
    assert notes(answer) == ["slides.pdf is there, as version 2."]
    assert "Split added" in client.get(place("material_upload", row.pk)).text
    assert content_of(client.get(place("material_version", row.pk, 1))) == PDF
    assert client.get(place("material_version", row.pk, 3)).status_code == 404
    assert content_of(login(world.buyer).get(place("material", row.pk))) == PDF + b"2"


def test_who_saved_in_between_is_told(world, login):
    row = make_material(world.programme, world.task_lead)
    client = login(world.task_lead)
    seen = client.get(place("material_edit", row.pk)).context["form"]["version_seen"].value()
    materials.change(material=row, by=world.coordinator, title="Theirs")
    answer = client.post(place("material_edit", row.pk), filled(title="Mine", version_seen=seen))
    assert "while you were writing" in answer.text
    assert Material.objects.get().title == "Theirs"


def test_what_is_taken_out_is_gone_for_everybody_until_it_is_back(world, training, enter, login):
    enter(training, [world.buyer])
    row = make_material(world.programme, world.task_lead, audience="all")
    Programme.objects.update(is_public=True)
    open_url = reverse("trainings:public_material", args=["ppi4test", "regional", row.pk])
    client = login(world.task_lead)
    answer = client.post(place("material_take_out", row.pk), follow=True)
    assert notes(answer) == ["“Slides” is taken out. Nobody can open it any more."]
    assert "1 material is taken out" in answer.text
    for who in (world.task_lead, world.buyer):
        assert login(who).get(place("material", row.pk)).status_code == 404
        assert login(who).get(open_url).status_code == 404
    login(world.task_lead).post(place("material_put_back", row.pk))
    assert content_of(login(world.buyer).get(open_url)) == PDF


# --- Who may have the file ------------------------------------------------------------------------


def test_the_page_of_the_training_offers_what_its_reader_may_have(world, training, enter, login):
    Training.objects.update(language="Croatian")
    for audience in ("runners", "participants", "all"):
        make_material(world.programme, world.task_lead, audience, audience=audience)
    enter(training, [world.buyer])

    def offered(person):
        found = login(person).get(of_training("training")).context["materials"]
        assert [code_of(login(person), row.address) for row in found] == [200] * len(found)
        return [row.title for row in found]

    assert offered(world.organiser) == ["runners", "participants", "all"]
    assert offered(world.buyer) == ["participants", "all"]
    assert offered(world.partner) == ["all"]


def linked(row):
    row.save(update_fields=links.give(row, ends=NOW + timedelta(days=30)))
    return links.secret(row)


def test_who_has_no_account_opens_them_by_the_personal_link(world, training, enter, client):
    (row,) = enter(training, [world.buyer])
    token = linked(row)
    for audience in ("runners", "participants"):
        make_material(world.programme, world.task_lead, audience, audience=audience)
    other = make_training(world.programme, world.iclei, "Freiburg")
    make_material(world.programme, world.task_lead, "Elsewhere", training=other)
    page = client.get(reverse("trainings:seat", args=[token]))
    (offered,) = page.context["materials"]
    assert offered.title == "participants"
    assert f'href="{offered.address}"' in page.text
    answer = client.get(offered.address)
    assert content_of(answer) == PDF
    codes = {
        material.title: code_of(
            client, reverse("trainings:seat_material", args=[token, material.pk])
        )
        for material in Material.objects.all()
    }
    assert codes == {"runners": 404, "participants": 200, "Elsewhere": 404}
    Registration.objects.update(state="withdrawn")
    assert client.get(offered.address).status_code == 404
    Registration.objects.update(state="confirmed")
    for broken in ("x", token[:-1] + ("1" if token.endswith("0") else "0"), "0" * 64):
        url = reverse("trainings:seat_material", args=[broken, offered.pk])
        assert client.get(url).status_code == 404


def test_the_link_ends(world, training, enter, client):
    (row,) = enter(training, [world.buyer])
    token = linked(row)
    material = make_material(world.programme, world.task_lead)
    Registration.objects.update(link_ends=NOW)
    url = reverse("trainings:seat_material", args=[token, material.pk])
    assert client.get(url).status_code == 404


def test_public_is_what_is_for_all_of_a_public_programme(world, training, client):
    rows = {
        audience: make_material(world.programme, world.task_lead, audience, audience=audience)
        for audience in ("runners", "participants", "all")
    }

    def codes():
        return {
            audience: code_of(
                client,
                reverse("trainings:public_material", args=["ppi4test", "regional", row.pk]),
            )
            for audience, row in rows.items()
        }

    assert codes() == {"runners": 404, "participants": 404, "all": 404}
    Programme.objects.update(is_public=True)
    assert codes() == {"runners": 404, "participants": 404, "all": 200}
    text = client.get(reverse("trainings:public_training", args=["ppi4test", "regional", "zagreb"]))
    assert [row.title for row in text.context["materials"]] == ["all"]
