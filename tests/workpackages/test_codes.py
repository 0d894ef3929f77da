"""Type and dissemination level: the code lists of the project's framework programme."""

import pytest

from tests.people import make_deliverable
from tests.reading import READER, read_csv
from tests.workpackages.test_editing import BASE, edit_form, fill
from workpackages.models import Code, Deliverable

LEVELS = {
    "H2020": ["PU", "CO", "EU-RES", "EU-CON", "EU-SEC"],
    "HE": ["PU", "SEN", "R-UE/EU-R", "C-UE/EU-C", "S-UE/EU-S"],
    "FP7": ["PU", "PP", "RE", "CO"],
}


def offered(client, path, field="level"):
    form = client.get(path).context["form"]
    return [code for code, _label in form.fields[field].choices]


@pytest.mark.parametrize("programme", LEVELS)
def test_the_form_offers_the_codes_of_the_programme(world, login, programme):
    world.project.programme = programme
    world.project.save()
    client = login(world.coordinator)
    assert offered(client, f"{BASE}/wp4/new-deliverable/") == LEVELS[programme]
    assert "R" in offered(client, f"{BASE}/wp4/new-deliverable/", "type")


def test_a_retired_code_stays_with_who_has_it_and_is_offered_to_nobody_else(world, login):
    world.d41.level = "CO"
    world.d41.save()
    Code.objects.filter(programme="H2020", code="CO").update(is_active=False)
    client = login(world.coordinator)
    assert "CO" in offered(client, f"{BASE}/d4.1/edit/")
    assert "CO" not in offered(client, f"{BASE}/wp4/new-deliverable/")
    values = edit_form(client, f"{BASE}/d4.1/edit/") | {"title": "Handbook"}
    assert client.post(f"{BASE}/d4.1/edit/", values).status_code == 302
    answer = client.post(f"{BASE}/wp4/new-deliverable/", fill(world, "deliverable", level="CO"))
    assert list(answer.context["form"].errors) == ["level"]


def test_a_code_of_another_programme_is_refused_at_its_field(world, login):
    typed = fill(world, "deliverable", type="DMP", level="SEN", title="What I typed")
    answer = login(world.coordinator).post(f"{BASE}/wp4/new-deliverable/", typed)
    assert set(answer.context["form"].errors) == {"type", "level"}
    assert 'value="What I typed"' in answer.content.decode()
    assert Deliverable.objects.count() == 1


def test_a_programme_without_a_list_takes_any_code(world, login):
    Code.objects.filter(programme="H2020").delete()
    typed = fill(world, "deliverable", type="X", level="secret")
    assert login(world.coordinator).post(f"{BASE}/wp4/new-deliverable/", typed).status_code == 302


def test_pages_and_exports_say_what_a_code_means(world, login):
    client = login(world.officer)
    for page in ("d4.1/", "deliverables/"):
        text = client.get(f"{BASE}/{page}").content.decode()
        assert "R: document, report" in text
        assert "PU: public" in text
    row = read_csv(client.get(f"{BASE}/deliverables.csv"))[1]
    assert row[8:10] == ["R: document, report", "PU: public"]


def test_a_code_that_no_list_has_is_shown_as_it_is(world, login):
    Deliverable.objects.filter(pk=world.d41.pk).update(type="ODD")
    assert "<dd>ODD</dd>" in login(world.officer).get(f"{BASE}/d4.1/").content.decode()


def test_labels_are_read_once(world, login, django_assert_num_queries):
    client = login(world.coordinator)
    client.get(f"{BASE}/deliverables/")
    with django_assert_num_queries(6 + READER):
        client.get(f"{BASE}/deliverables/")
    for number in ("4.2", "4.3"):
        make_deliverable(world.wp4, world.acr, number, level="CO")
    with django_assert_num_queries(6 + READER):
        client.get(f"{BASE}/deliverables/")


def test_an_administrator_renames_and_retires_and_deletes_none(world, login):
    admin, code = (
        login(world.administrator),
        Code.objects.get(programme="H2020", list="type", code="R"),
    )
    path = f"/admin/workpackages/code/{code.pk}/"
    assert admin.get("/admin/workpackages/code/").status_code == 200
    assert admin.get(f"{path}delete/").status_code == 403
    admin.post(f"{path}change/", {"label": "report", "position": 1, "code": "X"})
    code.refresh_from_db()
    assert (code.code, code.label, code.is_active) == ("R", "report", False)
    newest = code.history.latest("history_id")
    assert (newest.history_user, newest.history_change_reason) == (
        world.administrator,
        "In the administration",
    )
