"""Reporting periods on their pages."""

from datetime import timedelta

from tests.people import TODAY
from tests.workpackages.test_effort_pages import BASE
from workpackages import effort
from workpackages.models import EffortReport, ReportingPeriod


def test_a_period_is_entered_where_the_last_one_ends(world, period, login):
    client = login(world.coordinator)
    form = client.get(f"{BASE}/new-period/").context["form"]
    assert [form[name].value() for name in ("number", "first_month")] == [2, "M19"]
    answer = client.post(
        f"{BASE}/new-period/", {"number": "2", "first_month": "M19", "last_month": "33"}
    )
    assert answer.status_code == 302
    assert EffortReport.objects.filter(period__number=2).count() == 2
    answer = client.post(
        f"{BASE}/new-period/", {"number": "2", "first_month": "M20", "last_month": "M40"}
    )
    assert set(answer.context["form"].errors) == {"number", "last_month"}
    assert 'value="M40"' in answer.text or 'value="40"' in answer.text


def test_a_period_is_changed_unless_somebody_else_just_did(world, period, login):
    client = login(world.coordinator)
    address = f"{BASE}/rp1/edit/"
    form = client.get(address).context["form"]
    assert "number" not in form.fields
    values = {"first_month": "1", "last_month": "M20", "effort_due_on": "", "report_due_on": ""}
    values["version_seen"] = form["version_seen"].value()
    effort.change_period(period=period, last_month=17, by=world.coordinator)
    assert list(client.post(address, values).context["form"].errors) == ["__all__"]
    values["version_seen"] = ReportingPeriod.history.latest("history_id").pk
    assert client.post(address, values | {"reason": "amendment"}).status_code == 302
    period.refresh_from_db()
    assert period.last_month == 20


def test_the_periodic_report_is_marked_and_reopened(world, period, login):
    client = login(world.coordinator)
    tomorrow = TODAY + timedelta(days=1)
    page = client.post(f"{BASE}/rp1/report/", {"on": tomorrow.isoformat()})
    assert list(page.context["form"].errors) == ["on"]
    client.post(f"{BASE}/rp1/report/", {"on": TODAY.isoformat()})
    period.refresh_from_db()
    assert period.reported_on == TODAY
    page = client.post(f"{BASE}/rp1/report/", {"on": TODAY.isoformat()})
    assert list(page.context["form"].errors) == ["__all__"]
    client.post(f"{BASE}/rp1/reopen/", {"reason": "rejected"})
    period.refresh_from_db()
    assert period.reported_on is None
