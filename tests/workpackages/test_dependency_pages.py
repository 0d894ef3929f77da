"""What waits for what, on the pages: added, changed, removed, refused."""

import pytest

from tests.people import make_task
from tests.reading import notes
from tests.workpackages.test_moving import BASE
from workpackages.dependencies import link
from workpackages.models import Dependency


def test_the_select_has_the_plan_by_work_package_without_itself_and_what_is_cancelled(world, login):
    make_task(world.wp4, world.acr, "4.3").cancel(by=world.coordinator, reason="x")
    world.ms1.work_packages.add(world.wp4)
    form = login(world.task_lead).get(f"{BASE}/t4.2/waits-for/").context["form"]
    assert form.fields["earlier"].choices[1:] == [
        (
            "WP4 Capacity building",
            [
                (f"task:{world.t41.pk}", "T4.1 Feasibility plan"),
                (f"deliverable:{world.d41.pk}", "D4.1 Training handbook"),
                (f"milestone:{world.ms1.pk}", "MS1 Trainings held"),
            ],
        )
    ]


def test_added_changed_and_removed_on_the_pages(world, login):
    client = login(world.task_lead)
    path = f"{BASE}/t4.2/waits-for/"
    typed = {"earlier": f"deliverable:{world.d41.pk}", "lag": "14", "reason": "annex 1"}
    answer = client.post(path, typed, follow=True)
    assert notes(answer) == ["T4.2 waits for D4.1."]
    page = answer.content.decode()
    # T4.2 starts on 1 December 2026, D4.1 is due on 31 October 2027
    assert "T4.2 starts 335 days before D4.1 is due; 14 days between are planned" in page
    row = Dependency.objects.get()
    assert client.post(f"{path}{row.pk}/", {"lag": "-400"}).status_code == 302
    page = client.get(f"{BASE}/t4.2/").content.decode()
    assert "an overlap of 400 days is allowed" in page
    assert "does not fit" not in page
    assert "Waiting for it" in client.get(f"{BASE}/d4.1/").content.decode()
    for _twice in range(2):
        assert client.post(f"{path}{row.pk}/remove/").status_code == 302
    assert not Dependency.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"earlier": ""}, "earlier", "This field is required."),
        ({"earlier": "task:99999"}, "earlier", "This is not in the plan of PPI4Test."),
        ({"earlier": "workpackage:1"}, "earlier", "This is not in the plan of PPI4Test."),
        ({"earlier": "task:" + "9" * 40}, "earlier", "This is not in the plan of PPI4Test."),
        ({"earlier": "itself"}, "earlier", "This is not in the plan of PPI4Test."),
        ({"lag": "soon"}, "lag", "Enter a whole number."),
        ({"lag": "9" * 30}, "lag", "At most 3650 days, forwards or back."),
        ({"earlier": "own"}, "earlier", "T4.2 cannot wait for itself."),
        ({"earlier": "round"}, "earlier", "This would be a circle: T4.2 → MS1 → T4.2."),
    ],
)
def test_what_is_refused_stands_at_its_field_and_is_kept(world, login, typed, field, message):
    link(earlier=world.t42, later=world.ms1, by=world.coordinator)
    names = {"own": f"task:{world.t42.pk}", "round": f"milestone:{world.ms1.pk}"}
    typed = {"earlier": f"task:{world.t41.pk}", "lag": "3", "reason": "because"} | typed
    typed["earlier"] = names.get(typed["earlier"], typed["earlier"])
    answer = login(world.task_lead).post(f"{BASE}/t4.2/waits-for/", typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors == {field: [message]}
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert 'value="because"' in page
    assert Dependency.objects.count() == 1


def test_only_who_edits_the_later_item_adds_and_removes(world, login):
    row = link(earlier=world.t42, later=world.d41, by=world.coordinator)
    client = login(world.task_lead)  # edits T4.2, which is the earlier one
    assert client.get(f"{BASE}/d4.1/waits-for/").status_code == 403
    assert client.post(f"{BASE}/d4.1/waits-for/{row.pk}/remove/").status_code == 403
    page = client.get(f"{BASE}/d4.1/").content.decode()
    assert "Add what it waits for" not in page
    assert "/remove/" not in page
    assert client.get(f"{BASE}/t4.2/waits-for/{row.pk}/").status_code == 404
    assert login(world.coordinator).get(f"{BASE}/wp4/waits-for/").status_code == 404


def test_what_is_closed_no_longer_misfits(world, login):
    link(earlier=world.t41, later=world.d41, by=world.coordinator)
    client = login(world.partner)
    assert "does not fit" in client.get(f"{BASE}/d4.1/").content.decode()
    world.t41.finish(by=world.wp_lead)
    assert "does not fit" not in client.get(f"{BASE}/d4.1/").content.decode()
