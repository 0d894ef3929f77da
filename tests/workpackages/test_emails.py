from core.dates import key_of
from outbox.models import Mail
from tests.people import make_member, make_person
from workpackages.emails import lead_assigned
from workpackages.models import Task
from workpackages.planning import change, enter


def new_task(world, **fields):
    fields = {"number": "4.3", "title": "Evaluation of trainings", "lead": world.iclei} | fields
    return Task(
        project=world.project, work_package=world.wp4, first_month=22, last_month=24, **fields
    )


def told():
    return sorted(Mail.objects.values_list("to", flat=True))


def test_the_people_of_a_new_lead_are_told_and_nobody_else(world):
    colleague, reader = make_person("Colleague"), make_person("Reading Colleague")
    make_member(colleague, world.iclei)
    make_member(reader, world.iclei, access="reader")
    enter(item=new_task(world), by=world.wp_lead)
    assert told() == ["colleague@example.org", "task.lead@example.org"]


def test_who_did_it_knows_already(world):
    enter(item=new_task(world, lead=world.unizar), by=world.wp_lead)
    assert told() == []


def test_the_mail_says_what_by_when_and_where(world):
    enter(item=new_task(world), by=world.wp_lead)
    mail = Mail.objects.get()
    assert mail.subject == "PPI4Test: your organisation leads T4.3 Evaluation of trainings"
    text = "\n".join(mail.text.splitlines()[:8])
    assert text == (
        "Dear Task Lead,\n\n"
        "Wp Lead entered ICLEI as lead partner of T4.3 in PPI4Test.\n\n"
        "T4.3 Evaluation of trainings\n"
        "Due: Fri 31 Dec 2027 (M24)\n\n"
        "http://localhost:8000/projects/ppi4test/t4.3/"
    )
    assert 'href="http://localhost:8000/projects/ppi4test/t4.3/"' in mail.html
    assert (mail.category, mail.subject_key) == (
        "service",
        f"workpackages.task:{Task.objects.get(number='4.3').pk}",
    )


def test_a_change_of_lead_tells_the_new_one_and_takes_back_what_waits_for_the_old(world, settings):
    settings.MAIL_IS_SENT = True
    task = enter(item=new_task(world), by=world.coordinator)
    change(item=task, lead=world.acr, by=world.coordinator, reason="ICLEI has no time")
    assert list(Mail.objects.order_by("pk").values_list("to", "state")) == [
        ("task.lead@example.org", "withdrawn"),
        ("partner@example.org", "queued"),
    ]
    change(item=task, lead=world.iclei, by=world.coordinator)
    assert Mail.objects.filter(to="task.lead@example.org", state="queued").count() == 1


def test_a_new_lead_is_not_told_when_nobody_is_to_be(world, settings):
    settings.MAIL_IS_SENT = True
    task = enter(item=new_task(world), by=world.coordinator)
    change(item=task, lead=world.acr, by=world.coordinator, notify=False)
    assert list(Mail.objects.values_list("to", "state")) == [("task.lead@example.org", "withdrawn")]


def test_one_mail_names_all_that_is_led_now(world):
    assert lead_assigned([world.t41, world.d41], by=world.coordinator) == 1
    mail = Mail.objects.get()
    assert mail.subject == "PPI4Test: your organisation leads 2 more items"
    assert "Coordinator entered UNIZAR as lead partner of 2 items in PPI4Test." in mail.text
    for address in ("/t4.1/", "/d4.1/"):
        assert f"http://localhost:8000/projects/ppi4test{address}" in mail.text
        assert f'href="http://localhost:8000/projects/ppi4test{address}"' in mail.html
    assert mail.subject_key == f"partners.project:{world.project.pk}"
    assert mail.also_about == [key_of(world.t41), key_of(world.d41)]


def test_other_changes_tell_nobody(world):
    change(item=world.t42, title="Participation", contributors=[world.acr], by=world.coordinator)
    assert told() == []


def test_a_closed_account_gets_no_mail(world):
    world.task_lead.close_account(by=world.administrator, reason="left")
    enter(item=new_task(world), by=world.wp_lead)
    assert told() == []
