"""What stands in the addresses of tests/access.py: each word makes the row that it names."""

from datetime import date, timedelta

from buyers import commitment, decision, parts, requests
from buyers.models import (
    Commitment,
    Consultation,
    Decision,
    FeasibilityPlan,
    MemberRequest,
    Need,
)
from core.dates import key_of
from outbox import posting
from outbox.models import Category
from outbox.unsubscribing import token_for
from partners import inviting
from partners.models import Invitation
from ppi_portal import feeds
from records import dossiers
from reminders.defaults import install_defaults
from reminders.emails import signer
from reminders.models import Entry, Rule
from tests.buyers.market import make_contact, make_filed, make_question
from tests.buyers.plans import (
    make_cost,
    make_criterion,
    make_decision,
    make_option,
    make_plan,
    make_sheet,
    make_source,
)
from tests.people import (
    NOW,
    fix_day,
    make_action,
    make_commitment,
    make_consultation,
    make_invitation,
    make_meeting,
    make_need,
    make_period,
    make_person,
    make_review,
    make_risk,
)
from tests.records.samples import file
from tests.trainings.filed import make_material
from trainings import links, messages, registration
from trainings.models import Programme, Question
from workpackages import baselines, countdown, talk
from workpackages.dependencies import link
from workpackages.models import EffortReport, ReportingPeriod, SavedFilter


def prepare(world) -> None:
    """The world with something at every address: the training is fixed, the buyer has a seat."""
    fix_day(world.training)
    registration.register(training=world.training, person=world.buyer, by=world.buyer, now=NOW)


def invitation_of(world):
    return Invitation.objects.create(
        person=make_person("Invited", account="invited"),
        project=world.project,
        participation=world.acr,
        offer=Invitation.Offer.TEAM,
        invited_by=world.coordinator,
        token_hash=inviting.hashed("token"),
        created_at=NOW,
        sent_at=NOW,
        expires_at=NOW + timedelta(days=14),
    )


def revision_of(world) -> str:
    """A step of the countdown to D4.1."""
    countdown.plan(deliverable=world.d41, by=world.partner)
    return "revision"


def mail_of(world):
    return posting.post(
        to=world.buyer.email,
        subject="Hello",
        text="Hello",
        html="<html><head></head><body>Hello</body></html>",
        language="en-gb",
        category=Category.SERVICE,
        purpose_key="access",
        attachments=[{"name": "day.ics", "type": "text/calendar", "text": "BEGIN:VCALENDAR"}],
        now=NOW,
    )


def period_of(world):
    return ReportingPeriod.objects.filter(project=world.project).first() or make_period(
        world.project
    )


def report_of(world):
    """ACR+ has handed in; the number of the period is the end of its address."""
    period = period_of(world)
    EffortReport.objects.create(period=period, participation=world.acr, state="submitted")
    return period


def entry_of(world):
    """A reminder of the partner, who owes D4.1."""
    install_defaults(active_from=NOW)
    return Entry.objects.create(
        person=world.partner,
        rule=Rule.objects.get(kind="deliverable_due", role="lead"),
        project=world.project,
        kind="deliverable_due",
        item_key=key_of(world.d41),
        label=str(world.d41),
        url=world.d41.get_absolute_url(),
        moment=world.d41.due_on.isoformat(),
        item_day=world.d41.due_on,
        step=-14,
        due=NOW,
        created_at=NOW,
    )


def frozen(world):
    return baselines.freeze(
        project=world.project, name="Annex 1", reason="", by=world.coordinator, now=NOW
    )


def saved_filter_of(world):
    """The partner's; the coordinator has shared it."""
    return SavedFilter.objects.create(
        project=world.project,
        person=world.partner,
        page="plan",
        name="Late",
        query="late=on",
        is_shared=True,
    )


def why_of(world) -> str:
    """The end of the link "why did I get this" in the mail of a reminder."""
    entry, mail = entry_of(world), mail_of(world)
    Entry.objects.filter(pk=entry.pk).update(mail=mail, state=Entry.State.QUEUED)
    return signer.sign_object(mail.purpose_key)


def meeting_of(world):
    """Held, by ICLEI; with a decision."""
    meeting = make_meeting(
        world.project,
        host=world.iclei,
        first_day=date(2027, 8, 30),
        last_day=date(2027, 8, 31),
        state="held",
    )
    meeting.decisions.create(number=1, text="Go on")
    return meeting


def waits_of(world) -> int:
    """T4.2 waits for T4.1."""
    return link(earlier=world.t41, later=world.t42, by=world.coordinator).pk


def comment_of(world):
    """The partner's, on D4.1."""
    return talk.say(item=world.d41, text="A draft is on its way.", by=world.partner, now=NOW)


def file_of(world):
    """The partner's draft of D4.1."""
    return talk.hand_in(item=world.d41, upload=file(), by=world.partner, now=NOW).file


def action_of(world):
    """From the meeting, against the risk."""
    return make_action(world.organiser, meeting_of(world), make_risk(world.wp4, world.acr)).pk


def need_of(world):
    """The group's own, shared; with an indicator and prior art."""
    need = Need.objects.filter(group=world.group).first()
    if not need:
        need = make_need(world.group)
        need.indicators.create(name="Used again", unit="per cent", baseline=20, target=40)
        need.prior_art.create(title="A sorting robot", trl=7)
    return need


def taken_out(world):
    return dossiers.remove(file=file_of(world), by=world.partner, now=NOW)


def request_of(world):
    """The buyer is asked to confirm the data of their organisation."""
    return MemberRequest.objects.create(
        group=world.group,
        place=world.buyer.buyer_places.get(),
        kind="data",
        token_hash=requests.hashed("asked"),
        sent_by=world.coordinator,
        sent_at=NOW,
        expires_at=NOW + timedelta(days=14),
    )


def group_meeting_of(world):
    meeting = meeting_of(world)
    world.group.meetings.add(meeting)
    return meeting.slug


def committed(world):
    """The buyer's, recorded, and shown to others."""
    found = Commitment.objects.filter(group=world.group, state="standing").first()
    return found or make_commitment(need_of(world), world.city.organisation, is_disclosed=True)


def letter_of(world):
    row = committed(world)
    return commitment.hand_in(commitment=row, upload=file(), by=world.buyer, now=NOW).file


# --- Market consultations and open data ----------------------------------------------------------


def consultation_of(world):
    """Open, with one question that is answered; the number is the end of its address."""
    consultation = Consultation.objects.filter(group=world.group).first()
    if not consultation:
        consultation = make_consultation(world.group, state="open")
        make_question(consultation, answer="Yes.")
    return consultation


def plan_of(world) -> FeasibilityPlan:
    return make_plan(world.group, world.coordinator)


def decided(world) -> Decision:
    """On the plan, by the buyer."""
    row = Decision.objects.first()
    return row or make_decision(plan_of(world), world.city.organisation, world.buyer)


def signed(world):
    """The document of the decision."""
    return decision.hand_in(decision=decided(world), upload=file(), by=world.buyer, now=NOW).file


def linked_risk(world):
    """Linked to the group; the code is the end of its address."""
    risk = make_risk(world.wp4, world.acr)
    world.group.risks.add(risk)
    return risk.code


def written_of(world):
    """Part 1 of the plan, with two versions; the members are asked to approve the second."""
    part = plan_of(world).parts.get(number=1)
    if not part.version:
        for seen, text in enumerate(("First", "Second")):
            parts.write(part=part, text=text, note="", seen=seen, by=world.coordinator, now=NOW)
        parts.ask(part=part, by=world.coordinator)
        part.refresh_from_db()
    return part


def remark_of(world):
    """The buyer's, on part 1."""
    part = written_of(world)
    dossier = dossiers.opened(holder=part)
    return dossiers.write(dossier=dossier, text="Which tonnes?", by=world.buyer, now=NOW)


def option_of(world):
    plan = plan_of(world)
    return plan.options.first() or make_option(plan)


def scored(world) -> str:
    """The question: the buyer has scored its one option."""
    option = option_of(world)
    make_sheet(option.plan, world.city.organisation, {(option, make_criterion(option.plan)): 7})
    return option.question


def seat_token_of(world):
    """The link to the buyer's own seat, as somebody without an account has it."""
    row = world.training.registrations.get()
    if not row.link_nonce:  # one link for all its pages: a new one ends the old
        row.save(update_fields=links.give(row, ends=NOW + timedelta(days=365)))
    return links.secret(row)


def message_of(world):
    """To the buyer, who has a seat."""
    given = {"subject": "Hello", "text": "Bring a pen.", "states": ["confirmed"]}
    return messages.send(training=world.training, by=world.organiser, now=NOW, **given)


def public_programme(world) -> str:
    Programme.objects.filter(pk=world.programme.pk).update(is_public=True)
    return world.programme.slug


def prepared_of(world):
    """The partner is to be invited for the buyer's city."""
    return make_invitation(world.training, world.city.organisation, world.partner)


def invited_of(world):
    """The same, sent."""
    return make_invitation(world.training, world.city.organisation, world.partner, state="sent")


def asked(world, training=None) -> int:
    """A question of the programme, or of the training alone."""
    rows = Question.objects.filter(programme=world.programme, training=training)
    row = rows.first() or Question.objects.create(
        programme=world.programme, training=training, text="How far have you come?"
    )
    return row.pk


WORDS = {
    "message": lambda world: message_of(world).pk,
    "public": public_programme,
    "material": lambda world: make_material(world.programme, world.task_lead).pk,
    "for_all": lambda world: (
        make_material(world.programme, world.task_lead, "For all", audience="all").pk
    ),
    "asked": asked,
    "asked_there": lambda world: asked(world, world.training),
    "retire": lambda world: "retire",
    "seat_token": seat_token_of,
    "prepared": lambda world: prepared_of(world).pk,
    "invited": lambda world: invited_of(world).pk,
    "invited_token": lambda world: links.secret(invited_of(world)),
    "request": lambda world: request_of(world).pk,
    "request_token": lambda world: request_of(world) and "asked",
    "group_meeting": group_meeting_of,
    "project": lambda world: world.project.slug,
    "wp4": lambda world: "wp4",
    "t4.2": lambda world: "t4.2",
    "d4.1": lambda world: "d4.1",
    "ms1": lambda world: "ms1",
    "rv1": lambda world: make_review(world.project, world.iat).code.lower(),
    "r1": lambda world: make_risk(world.wp4, world.acr).code,
    "meeting": lambda world: meeting_of(world).slug,
    "one": lambda world: 1,
    "action": action_of,
    "close": lambda world: "close",
    "reopen": lambda world: "reopen",
    "finish": lambda world: "finish",
    "comment": lambda world: comment_of(world).pk,
    "file": lambda world: file_of(world).pk,
    "taken_out": lambda world: taken_out(world).pk,
    "start": lambda world: "start",
    "waits": waits_of,
    "csv": lambda world: "csv",
    "period": lambda world: make_risk(world.wp4, world.acr) and period_of(world).number,
    "report": lambda world: report_of(world).number,
    "change": lambda world: world.t42.history.latest("history_id").pk,
    "baseline": lambda world: frozen(world).pk,
    "plan": lambda world: "plan",
    "saved": lambda world: saved_filter_of(world).pk,
    "revision": lambda world: revision_of(world),
    "group": lambda world: world.group.slug,
    "planned": lambda world: plan_of(world).group.slug,  # the group, with a feasibility plan
    "part": lambda world: plan_of(world).parts.first().number,
    "linked_risk": linked_risk,
    "gate": lambda world: "needs",
    "decided": lambda world: decided(world).pk,
    "signed": lambda world: signed(world).pk,
    "written": lambda world: written_of(world).number,
    "remark": lambda world: remark_of(world).pk,
    "form": lambda world: "form",
    "option": lambda world: option_of(world).pk,
    "choose": lambda world: "choose",
    "scored": scored,
    "clause": lambda world: "ipr",
    "cost": lambda world: make_cost(plan_of(world)).pk,
    "own_money": lambda world: make_source(plan_of(world), "loan", world.city.organisation).pk,
    "scenario": lambda world: plan_of(world).scenarios.get().pk,
    "take_out": lambda world: "take-out",
    "base": lambda world: "base",
    "member": lambda world: world.city.pk,
    "named": lambda world: world.city.people.get().pk,
    "committed": lambda world: committed(world).pk,
    "drafted": lambda world: (
        make_commitment(need_of(world), world.city.organisation, state="draft").pk
    ),
    "letter": lambda world: letter_of(world).pk,
    # Needs
    "need": lambda world: need_of(world).number,
    "city": lambda world: world.city.organisation_id,
    "art": lambda world: need_of(world).prior_art.get().pk,
    "programme": lambda world: world.programme.slug,
    "training": lambda world: world.training.slug,
    "agenda_item": lambda world: world.training.agenda_items.create(title="Welcome").pk,
    "trainer": lambda world: world.training.trainers.create(name="Ana Horvat").pk,
    "cohost": lambda world: world.training.cohost_rows.create(name="KOINNO").pk,
    "module": lambda world: world.programme.modules.create(title="Needs").pk,
    "registration": lambda world: world.training.registrations.get().pk,
    "acr": lambda world: world.acr.number,
    "person": lambda world: world.partner.pk,
    "place": lambda world: world.partner.places.get().pk,
    "reading": lambda world: world.officer.readings.get().pk,
    "invitation": lambda world: invitation_of(world).pk,
    "token": lambda world: invitation_of(world) and "token",
    "feed": lambda world: feeds.make_address(world.partner),
    "mail": lambda world: mail_of(world).pk,
    "first": lambda world: 0,
    "left": lambda world: token_for(world.buyer.email, Category.REMINDER),
    "entry": lambda world: entry_of(world).pk,
    "hold": lambda world: "hold",
    "kind": lambda world: install_defaults(active_from=NOW) and "deliverable_due",
    "role": lambda world: "lead",
    "why": why_of,
    # Market consultations and open data
    "consultation": lambda world: consultation_of(world).number,
    "document": lambda world: make_filed(world.group, world.coordinator).pk,
    "contact": lambda world: make_contact(consultation_of(world), world.coordinator).pk,
}
