"""Materials in the administration: changed by the act, taken out and put back, never deleted."""

from tests.trainings.filed import make_material, make_module
from tests.trainings.test_admin import change, choose, url
from trainings.models import Material, Programme


def test_the_list_and_the_row_open_and_nothing_is_deleted(world, admin):
    row = make_material(world.programme, world.task_lead)
    for address in (
        url("material", "changelist"),
        url("material", "changelist") + "?q=slides",
        url("material", "change", row.pk),
        url("material", "history", row.pk),
    ):
        assert admin.get(address).status_code == 200
    assert admin.get(url("material", "add")).status_code == 403
    assert admin.post(url("material", "delete", row.pk), {"post": "yes"}).status_code == 403
    assert Material.objects.count() == 1


def test_a_change_goes_through_the_act(world, admin):
    module = make_module(world.programme)
    other = Programme.objects.create(
        project=world.project,
        task=world.t42,
        title="Other",
        slug="other",
        first_month=1,
        last_month=2,
    )
    make_module(other, "Foreign")
    row = make_material(world.programme, world.task_lead)
    page = admin.get(url("material", "change", row.pk))
    offered = page.context["adminform"].form.fields["module"].queryset
    assert list(offered) == [module]
    change(admin, "material", row, title="Slides of the module", module=module.pk)
    row.refresh_from_db()
    assert (row.title, row.module) == ("Slides of the module", module)
    newest = row.history.latest()
    assert (newest.history_user, newest.history_change_reason) == (
        world.administrator,
        "In the administration",
    )


def test_what_is_taken_out_in_the_list_comes_back_there(world, admin):
    row = make_material(world.programme, world.task_lead)
    assert choose(admin, "material", "take_out", row) == ["Slides: done."]
    assert Material.objects.get().removed_at
    change(admin, "material", row, title="New")
    assert Material.objects.get().title == "Slides"
    assert choose(admin, "material", "put_back", row) == ["Slides: done."]
    assert not Material.objects.get().removed_at
