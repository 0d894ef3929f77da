"""Tasks that pause: typed as one field, kept as intervals, shown everywhere."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.history import changes
from tests.reading import read_csv
from tests.workpackages.test_editing import BASE, edit_form, fill
from workpackages import planning
from workpackages.models import Task
from workpackages.timetable import move_project


def edit(client, world, months):
    path = f"{BASE}/t4.2/edit/"
    answer = client.post(path, edit_form(client, path) | {"months": months})
    world.t42.refresh_from_db()
    return answer


def test_two_intervals_are_entered_in_one_field(world, login):
    login(world.wp_lead).post(f"{BASE}/wp4/new-task/", fill(world, months="M12-M14, m20 - 22"))
    task = Task.objects.get(number="4.3")
    assert (task.first_month, task.last_month) == (12, 22)
    assert task.intervals == ((12, 14), (20, 22))
    assert (task.starts_on, task.ends_on) == (date(2026, 12, 1), date(2027, 10, 31))


def test_one_interval_needs_no_list(world, login):
    client = login(world.task_lead)
    assert edit(client, world, "M12-M14, M15-M22").status_code == 302
    assert (world.t42.intervals, world.t42.span) == ((), "M12–M22")
    edit(client, world, "M12-M14, M20")
    assert (world.t42.intervals, world.t42.span) == (((12, 14), (20, 20)), "M12–M14, M20")
    edit(client, world, "M13")
    assert (world.t42.intervals, world.t42.span) == ((), "M13")


def test_the_form_shows_what_there_is(world, login):
    client = login(world.task_lead)
    assert edit_form(client, f"{BASE}/t4.2/edit/")["months"] == "M12–M24"
    edit(client, world, "M12-M14, M20")
    page = client.get(f"{BASE}/t4.2/edit/").content.decode()
    assert 'value="M12–M14, M20"' in page
    assert "M12-M24; where it pauses, each interval: M1-M4, M10-M12. M1 is" in page


def test_saving_what_is_shown_changes_nothing(world, login):
    client = login(world.task_lead)
    edit(client, world, "M12–M14, M20")
    before = world.t42.history.count()
    edit(client, world, "M12–M14, M20")
    assert world.t42.history.count() == before


def test_more_intervals_than_fit_are_refused_at_the_field(world, login):
    many = ", ".join(f"M{month}" for month in range(1, 33, 2))
    answer = edit(login(world.task_lead), world, f"{many}, 33")
    assert answer.status_code == 302  # 16 of them do
    world.project.duration = 240
    world.project.save()
    many = ", ".join(f"M{month}" for month in range(101, 199, 2))
    answer = edit(login(world.task_lead), world, many)
    assert list(answer.context["form"].errors) == ["months"]


def test_all_intervals_stand_on_pages_and_in_the_export(world, login):
    client = login(world.task_lead)
    edit(client, world, "M12-M14, M20-M22")
    for page in ("t4.2/", "plan/", "wp4/"):
        assert "M12–M14, M20–M22" in client.get(f"{BASE}/{page}").content.decode()
    rows = read_csv(client.get(f"{BASE}/plan.csv?q=t4.2"))
    assert rows[1][4:7] == ["M12", "M22", "M12–M14, M20–M22"]


def test_the_history_writes_them_as_people_do(world, login):
    edit(login(world.task_lead), world, "M12-M14, M20-M24")
    change = changes(world.t42)[0]
    assert [(field.label, field.old, field.new) for field in change.fields] == [
        ("worked on in", "", "M12–M14, M20–M24")
    ]


def test_intervals_go_with_the_first_and_last_month(world):
    with pytest.raises(ValidationError) as refusal:
        planning.change(item=world.t42, by=world.coordinator, intervals=((1, 4), (10, 12)))
    assert refusal.value.message_dict == {
        "intervals": ["They begin in the first month of the task and end in its last."]
    }


def test_a_moved_project_takes_its_intervals_along(world, login):
    edit(login(world.task_lead), world, "M12-M14, M20-M24")
    move_project(
        world.project, start=date(2026, 3, 1), duration=33, by=world.coordinator, reason="late"
    )
    world.t42.refresh_from_db()
    assert world.t42.intervals == ((12, 14), (20, 24))
    assert (world.t42.starts_on, world.t42.ends_on) == (date(2027, 2, 1), date(2028, 2, 29))


def test_an_administrator_repairs_the_intervals(world, login):
    admin = login(world.administrator)
    path = f"/admin/workpackages/task/{world.t42.pk}/change/"
    page = admin.get(path)
    form = page.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    values |= {"intervals": "M12-M14, M20-M24"}
    assert admin.post(path, values).status_code == 302
    world.t42.refresh_from_db()
    assert world.t42.intervals == ((12, 14), (20, 24))
    answer = admin.post(path, values | {"intervals": "M12-M14"})
    assert list(answer.context["adminform"].form.errors) == ["intervals"]
