"""Who gets in where: a line for each address. Read by tests/test_access.py."""

from dataclasses import dataclass

from tests.addresses import WORDS
from tests.people import ROLES

EVERYBODY = frozenset(ROLES)
TEAMS = frozenset({"coordinator", "wp_lead", "task_lead", "organiser", "partner", "team_reader"})
SEES = TEAMS | {"officer"}  # the project
SUMMARY = SEES | {"buyer"}  # at least its public summary, their groups and trainings
COORDINATOR = frozenset({"coordinator"})
WP4 = frozenset({"coordinator", "wp_lead"})
EDITORS = TEAMS - {"team_reader"}
RISK_EDITORS = WP4 | {"partner"}  # the partner owns the risk of WP4
HOSTS = COORDINATOR | {"task_lead"}  # whose organisation hosts the meeting
ACTION_EDITORS = HOSTS | RISK_EDITORS
T42 = WP4 | {"task_lead"}
OWES_D41 = WP4 | {"partner"}
SCHEDULERS = frozenset({"coordinator", "task_lead"})
RUNNERS = SCHEDULERS | {"organiser"}


@dataclass(frozen=True)
class Door:
    """`args` name entries of WORDS; `may` get in, `refused` get 403, all others 404."""

    args: str = ""
    may: frozenset = frozenset()
    refused: frozenset = frozenset()
    method: str = "get"
    open: bool = False

    def values(self, world) -> list:
        return [WORDS[word](world) for word in self.args.split()]


def door(args="", may=frozenset(), *, sees=frozenset(), method="get", open=False) -> Door:
    """`sees`: who sees the thing; of them, who may not do this is refused."""
    return Door(args, frozenset(may), frozenset(sees) - may, method, open)


def post(args, may, *, sees=frozenset()) -> Door:
    return door(args, may, sees=sees, method="post")


def open_door(args="") -> Door:
    return door(args, EVERYBODY, open=True)


DOORS = {
    # The roof
    "desk": door(may=EVERYBODY),
    "calendar": door(may=EVERYBODY),
    "agenda": door(may=EVERYBODY),
    "calendar_address": door(may=EVERYBODY),
    "make_calendar_address": post("", EVERYBODY),
    "end_calendar_address": post("", EVERYBODY),
    "feed": open_door("feed"),
    "feed_of_project": open_door("feed project"),
    "feed_of_package": open_door("feed project wp4"),
    "project": door("project", SUMMARY),
    "search": door(may=EVERYBODY),
    "about": open_door(),
    "healthz": open_door(),
    "readyz": open_door(),
    # Outgoing mail: outside the demo for administrators alone
    "outbox:list": door(may={"administrator"}),
    "outbox:list_export": door("csv", {"administrator"}),
    "outbox:mail": door("mail", {"administrator"}),
    "outbox:body": door("mail", {"administrator"}),
    "outbox:attachment": door("mail first", {"administrator"}),
    "outbox:unsubscribe": open_door("left"),
    # The consortium
    "partners:edit_project": door("project", COORDINATOR, sees=SEES),
    "partners:list": door("project", SEES),
    "partners:list_export": door("project csv", SEES),
    "partners:new_partner": door("project", COORDINATOR, sees=SEES),
    "partners:partner": door("project acr", SEES),
    "partners:edit_partner": door("project acr", COORDINATOR, sees=SEES),
    "partners:edit_organisation": door("project acr", COORDINATOR, sees=SEES),
    "partners:new_project": door("", {"administrator"}, sees=EVERYBODY),
    "partners:people": door("project", SEES),
    "partners:people_export": door("project csv", SEES),
    "partners:person": door("project person", SEES),
    "partners:edit_place": door("project place", COORDINATOR, sees=SEES),
    "partners:end_place": door("project place", COORDINATOR, sees=SEES),
    "partners:end_reading": door("project reading", COORDINATOR, sees=SEES),
    "partners:profile": door(may=EVERYBODY),
    "partners:invitations": door("project", COORDINATOR, sees=SEES),
    "partners:invitations_export": door("project csv", COORDINATOR, sees=SEES),
    "partners:invite_to_team": door("project acr", COORDINATOR, sees=SEES),
    "partners:invite_reader": door("project", COORDINATOR, sees=SEES),
    "partners:resend": post("project invitation", COORDINATOR, sees=SEES),
    "partners:revoke": door("project invitation", COORDINATOR, sees=SEES),
    "partners:accept": open_door("token"),
    # The work plan
    "workpackages:plan": door("project", SEES),
    "workpackages:plan_export": door("project csv", SEES),
    "workpackages:deliverables": door("project", SEES),
    "workpackages:deliverables_export": door("project csv", SEES),
    "workpackages:milestones": door("project", SEES),
    "workpackages:milestones_export": door("project csv", SEES),
    "workpackages:risks": door("project", SEES),
    "workpackages:risks_export": door("project csv", SEES),
    "workpackages:new_risk": door("project", EDITORS, sees=SEES),
    "workpackages:risk_bands": door("project", COORDINATOR, sees=SEES),
    "workpackages:state_of_play": door("project period", RISK_EDITORS, sees=SEES),
    "workpackages:risk": door("project r1", SEES),
    "workpackages:edit_risk": door("project r1", RISK_EDITORS, sees=SEES),
    "workpackages:score_risk": door("project r1", RISK_EDITORS, sees=SEES),
    "workpackages:new_risk_action": door("project r1", RISK_EDITORS, sees=SEES),
    "workpackages:risk_act": door("project r1 close", RISK_EDITORS, sees=SEES),
    "workpackages:meetings": door("project", SEES),
    "workpackages:meetings_export": door("project csv", SEES),
    "workpackages:new_meeting": door("project", EDITORS, sees=SEES),
    "workpackages:meeting": door("project meeting", SEES),
    "workpackages:edit_meeting": door("project meeting", HOSTS, sees=SEES),
    "workpackages:write_minutes": door("project meeting", HOSTS, sees=SEES),
    "workpackages:minutes_pdf": door("project meeting", SEES),
    "workpackages:meeting_ics": door("project meeting", SEES),
    "workpackages:review_risks": door("project meeting", HOSTS, sees=SEES),
    "workpackages:new_meeting_action": door("project meeting", HOSTS, sees=SEES),
    "workpackages:new_decision": door("project meeting", HOSTS, sees=SEES),
    "workpackages:edit_decision": door("project meeting one", HOSTS, sees=SEES),
    "workpackages:strike_decision": door("project meeting one", HOSTS, sees=SEES),
    "workpackages:meeting_act": door("project meeting reopen", HOSTS, sees=SEES),
    "workpackages:actions": door("project", SEES),
    "workpackages:actions_export": door("project csv", SEES),
    "workpackages:edit_action": door("project action", ACTION_EDITORS, sees=SEES),
    "workpackages:action_act": door(
        "project action finish", ACTION_EDITORS | {"organiser"}, sees=SEES
    ),
    "workpackages:timetable": door("project", COORDINATOR, sees=SEES),
    "workpackages:new_work_package": door("project", COORDINATOR, sees=SEES),
    "workpackages:new_task": door("project wp4", WP4, sees=SEES),
    "workpackages:new_deliverable": door("project wp4", WP4, sees=SEES),
    "workpackages:new_milestone": door("project wp4", WP4, sees=SEES),
    "workpackages:work_package": door("project wp4", SEES),
    "workpackages:task": door("project t4.2", SEES),
    "workpackages:deliverable": door("project d4.1", SEES),
    "workpackages:milestone": door("project ms1", SEES),
    "workpackages:gantt": door("project", SEES),
    "workpackages:gantt_pdf": door("project", SEES),
    "workpackages:move": door("project t4.2", T42, sees=SEES),
    "workpackages:wait": door("project t4.2", T42, sees=SEES),
    "workpackages:lag": door("project t4.2 waits", T42, sees=SEES),
    "workpackages:unlink": post("project t4.2 waits", T42, sees=SEES),
    "workpackages:edit": door("project t4.2", T42, sees=SEES),
    "workpackages:undo": post("project t4.2 change", T42, sees=SEES),
    "workpackages:act": door("project t4.2 start", T42, sees=SEES),
    "workpackages:bulk": post("project", T42, sees=SEES),
    "workpackages:board": door("project", SEES),
    "workpackages:saved_filters": door("project", SEES),
    "workpackages:save_filter": door("project plan", SEES),
    "workpackages:edit_filter": door("project saved", {"coordinator", "partner"}, sees=SEES),
    "workpackages:remove_filter": door("project saved", {"coordinator", "partner"}, sees=SEES),
    "workpackages:baselines": door("project", SEES),
    "workpackages:new_baseline": door("project", COORDINATOR, sees=SEES),
    "workpackages:baseline": door("project baseline", SEES),
    "workpackages:baseline_export": door("project baseline csv", SEES),
    "workpackages:countdown": door("project d4.1", OWES_D41, sees=SEES),
    "workpackages:plan_countdown": post("project d4.1", OWES_D41, sees=SEES),
    "workpackages:move_countdown": door("project d4.1", OWES_D41, sees=SEES),
    "workpackages:finish_step": post("project d4.1 revision", OWES_D41, sees=SEES),
    "workpackages:reopen_step": post("project d4.1 revision", OWES_D41, sees=SEES),
    "workpackages:delay": door("project d4.1", {"coordinator", "partner"}, sees=SEES),
    "workpackages:reviews_export": door("project csv", SEES),
    "workpackages:new_review": door("project", COORDINATOR, sees=SEES),
    "workpackages:review": door("project rv1", SEES),
    # Effort
    "workpackages:effort": door("project", SEES),
    "workpackages:effort_export": door("project csv", SEES),
    "workpackages:plan_effort": door("project", COORDINATOR, sees=SEES),
    "workpackages:new_period": door("project", COORDINATOR, sees=SEES),
    "workpackages:edit_period": door("project period", COORDINATOR, sees=SEES),
    "workpackages:report_period": door("project period", COORDINATOR, sees=SEES),
    "workpackages:reopen_period": door("project period", COORDINATOR, sees=SEES),
    "workpackages:effort_report": door("project period acr", SEES),
    "workpackages:approve_effort": post("project report acr", COORDINATOR, sees=SEES),
    "workpackages:return_effort": door("project report acr", COORDINATOR, sees=SEES),
    # Talk and files
    "workpackages:comment": door("project d4.1", EDITORS, sees=SEES),
    "workpackages:change_comment": door("project d4.1 comment", {"partner"}, sees=SEES),
    "workpackages:take_back_comment": door("project d4.1 comment", {"partner"}, sees=SEES),
    "workpackages:follow": post("project d4.1", SEES),
    "workpackages:upload": door("project d4.1", OWES_D41, sees=SEES),
    "workpackages:download": door("project d4.1 file one", SEES),
    "workpackages:take_out_file": post("project d4.1 file", OWES_D41, sees=SEES),
    "workpackages:put_back_file": post("project d4.1 taken_out", OWES_D41, sees=SEES),
    # Buyer groups
    "buyers:list": door("project", SUMMARY),
    "buyers:new_group": door("project", COORDINATOR, sees=SEES),
    "buyers:group": door("project group", SUMMARY),
    "buyers:edit_group": door("project group", WP4, sees=SUMMARY),
    "buyers:add_member": door("project group", WP4, sees=SUMMARY),
    "buyers:change_tier": door("project group member", WP4, sees=SUMMARY),
    "buyers:end_membership": door("project group member", WP4, sees=SUMMARY),
    "buyers:name_person": door("project group member", WP4, sees=SUMMARY),
    "buyers:invite_person": door("project group named", WP4, sees=SUMMARY),
    "buyers:end_person": door("project group named", WP4, sees=SUMMARY),
    # Buyer groups: members, conflicts, requests, dates
    "buyers:list_export": door("project csv", SUMMARY),
    "buyers:members_export": door("project group csv", SUMMARY),
    "buyers:conflicts": door("project group", WP4 | {"buyer"}, sees=SUMMARY),
    "buyers:conflicts_export": door("project group csv", WP4 | {"buyer"}, sees=SUMMARY),
    "buyers:declare_conflict": door("project group", {"buyer"}, sees=SUMMARY),
    "buyers:requests": door("project group", WP4, sees=SUMMARY),
    "buyers:requests_export": door("project group csv", WP4, sees=SUMMARY),
    "buyers:ask": door("project group", WP4, sees=SUMMARY),
    "buyers:resend_request": post("project group request", WP4, sees=SUMMARY),
    "buyers:revoke_request": door("project group request", WP4, sees=SUMMARY),
    "buyers:answer_request": open_door("request_token"),
    "buyers:request_answered": open_door(),
    "buyers:dates": door("project group", SUMMARY),
    "buyers:dates_export": door("project group csv", SUMMARY),
    "buyers:dates_ics": door("project group", SUMMARY),
    "buyers:meeting_ics": door("project group group_meeting", SUMMARY),
    "buyers:link_meetings": door("project group", WP4, sees=SUMMARY),
    "buyers:link_risks": door("project group", WP4, sees=SUMMARY),
    "buyers:risks_export": door("project group csv", SUMMARY),
    # The options of the feasibility plan
    "buyers:plan_options": door("project planned form", SUMMARY),
    "buyers:plan_options_export": door("project planned form csv", SUMMARY),
    "buyers:plan_scores_export": door("project planned form csv", SUMMARY),
    "buyers:new_option": door("project planned form", WP4, sees=SUMMARY),
    "buyers:edit_criteria": door("project planned form", WP4, sees=SUMMARY),
    "buyers:save_weights": post("project planned form", WP4, sees=SUMMARY),
    "buyers:edit_option": door("project planned form option", WP4, sees=SUMMARY),
    "buyers:option_act": door("project planned form option choose", WP4, sees=SUMMARY),
    "buyers:score_options": door("project planned scored city", {"buyer"}, sees=SUMMARY),
    "buyers:take_back_scores": door("project planned scored city", {"buyer"}, sees=SUMMARY),
    "buyers:plan_clauses": door("project planned", SUMMARY),
    "buyers:plan_clauses_export": door("project planned csv", SUMMARY),
    "buyers:edit_clause": door("project planned clause", WP4, sees=SUMMARY),
    # Commitments: the one at hand is the buyer's, shown to others as it agreed
    "buyers:commitments": door("project group", SUMMARY),
    "buyers:commitments_export": door("project group csv", SUMMARY),
    "buyers:commitments_pdf": door("project group", SUMMARY),
    "buyers:commitment_totals_export": door("project group csv", SUMMARY),
    "buyers:new_commitment": door("project group", {"buyer"}, sees=SUMMARY),
    "buyers:commitment": door("project group committed", SUMMARY),
    "buyers:edit_commitment": door("project group drafted", {"buyer"}),
    "buyers:record_commitment": door("project group drafted", {"buyer"}),
    "buyers:withdraw_commitment": door("project group committed", {"buyer"}, sees=SUMMARY),
    "buyers:discard_commitment": door("project group drafted", {"buyer"}),
    "buyers:upload_commitment_file": door("project group committed", {"buyer"}, sees=SUMMARY),
    "buyers:commitment_file": door("project group committed letter one", SUMMARY),
    "buyers:take_out_commitment_file": post(
        "project group committed letter", {"buyer"}, sees=SUMMARY
    ),
    # The financing of the feasibility plan: a member writes its own, who manages the frame
    "buyers:plan_financing": door("project planned", SUMMARY),
    "buyers:plan_financing_export": door("project planned csv", SUMMARY),
    "buyers:plan_chances": door("project planned", SUMMARY),
    "buyers:plan_quantity": door("project planned city", {"buyer"}, sees=SUMMARY),
    "buyers:plan_costs": door("project planned", SUMMARY),
    "buyers:plan_costs_export": door("project planned csv", SUMMARY),
    "buyers:new_cost": door("project planned", WP4, sees=SUMMARY),
    "buyers:edit_cost": door("project planned cost", WP4, sees=SUMMARY),
    "buyers:cost_act": post("project planned cost take_out", WP4, sees=SUMMARY),
    "buyers:plan_funding": door("project planned", SUMMARY),
    "buyers:new_source": door("project planned", WP4 | {"buyer"}, sees=SUMMARY),
    "buyers:edit_source": door("project planned own_money", {"buyer"}, sees=WP4 | {"buyer"}),
    "buyers:source_act": post("project planned own_money take_out", {"buyer"}, sees=WP4),
    "buyers:plan_scenarios": door("project planned", SUMMARY),
    "buyers:new_scenario": door("project planned", WP4, sees=SUMMARY),
    "buyers:edit_scenario": door("project planned scenario", WP4, sees=SUMMARY),
    "buyers:scenario_act": post("project planned scenario base", WP4, sees=SUMMARY),
    # Needs and code lists: the need is the group's own and shared
    "buyers:codes": door(may=EVERYBODY),
    "buyers:needs": door("project group", SUMMARY),
    "buyers:needs_export": door("project group csv", SUMMARY),
    "buyers:new_need": door("project group", WP4 | {"buyer"}, sees=SUMMARY),
    "buyers:need": door("project group need", SUMMARY),
    "buyers:edit_need": door("project group need", WP4, sees=SUMMARY),
    "buyers:need_pdf": door("project group need", SUMMARY),
    "buyers:answers_export": door("project group need csv", SUMMARY),
    "buyers:answer_need": door("project group need city", {"buyer"}, sees=SUMMARY),
    "buyers:add_prior_art": door("project group need", WP4, sees=SUMMARY),
    "buyers:edit_prior_art": door("project group need art", WP4, sees=SUMMARY),
    "buyers:take_out_prior_art": door("project group need art", WP4, sees=SUMMARY),
    "buyers:need_act": door("project group need close", WP4, sees=SUMMARY),
    # Buyer groups: market consultations; suppliers read the public page
    "buyers:consultations": door("project group", SUMMARY),
    "buyers:consultations_export": door("project group csv", SUMMARY),
    "buyers:new_consultation": door("project group", WP4, sees=SUMMARY),
    "buyers:consultation": door("project group consultation", SUMMARY),
    "buyers:edit_consultation": door("project group consultation", WP4, sees=SUMMARY),
    "buyers:write_report": door("project group consultation", WP4, sees=SUMMARY),
    "buyers:consultation_act": door("project group consultation close", WP4, sees=SUMMARY),
    "buyers:questions_export": door("project group consultation csv", SUMMARY),
    "buyers:new_question": door("project group consultation", WP4, sees=SUMMARY),
    "buyers:edit_question": door("project group consultation one", WP4, sees=SUMMARY),
    "buyers:publish_question": door("project group consultation one", WP4, sees=SUMMARY),
    "buyers:supplier_log": door("project group consultation", WP4, sees=SUMMARY),
    "buyers:supplier_log_export": door("project group consultation csv", WP4, sees=SUMMARY),
    "buyers:new_contact": door("project group consultation", WP4, sees=SUMMARY),
    "buyers:share_contact": door("project group consultation contact", WP4, sees=SUMMARY),
    "buyers:strike_contact": door("project group consultation contact", WP4, sees=SUMMARY),
    "buyers:public_consultation": open_door("project group consultation"),
    # Buyer groups: open data; published files are everybody's
    "buyers:open_data": door("project group", SUMMARY),
    "buyers:edit_procurement": door("project group", WP4, sees=SUMMARY),
    "buyers:release": door("project group", SUMMARY),
    "buyers:notice_export": door("project group csv", SUMMARY),
    "buyers:documents_export": door("project group csv", SUMMARY),
    "buyers:new_document": door("project group", WP4, sees=SUMMARY),
    "buyers:edit_document": door("project group document", WP4, sees=SUMMARY),
    "buyers:take_out_document": door("project group document", WP4, sees=SUMMARY),
    "buyers:put_back_document": post("project group document", WP4, sees=SUMMARY),
    "buyers:document_file": open_door("project group document"),
    # Feasibility plans: risks, gates, decisions
    "buyers:plan_risks": door("project planned", SUMMARY),
    "buyers:plan_risks_export": door("project planned csv", SUMMARY),
    "buyers:allocate_risk": door("project planned linked_risk", WP4, sees=SUMMARY),
    "buyers:plan_decision": door("project planned", SUMMARY),
    "buyers:decisions_export": door("project planned csv", SUMMARY),
    "buyers:ask_decisions": door("project planned", WP4, sees=SUMMARY),
    "buyers:decide": door("project planned", {"buyer"}, sees=SUMMARY),
    "buyers:upload_decision_file": door("project planned decided", {"buyer"}, sees=SUMMARY),
    "buyers:decision_file": door("project planned decided signed one", SUMMARY),
    "buyers:gates_export": door("project planned csv", SUMMARY),
    "buyers:edit_gates": door("project planned", WP4, sees=SUMMARY),
    "buyers:pass_gate": door("project planned gate", WP4, sees=SUMMARY),
    "buyers:take_back_gate": door("project planned gate", WP4, sees=SUMMARY),
    # Buyer groups: the feasibility plan and its parts
    "buyers:plan": door("project planned", SUMMARY),
    "buyers:plan_pdf": door("project planned", SUMMARY),
    "buyers:plan_docx": door("project planned", SUMMARY),
    "buyers:plan_summary": door("project planned", SUMMARY),
    "buyers:new_plan": door("project group", WP4, sees=SUMMARY),
    "buyers:edit_plan": door("project planned", WP4, sees=SUMMARY),
    "buyers:plan_export": door("project planned csv", SUMMARY),
    "buyers:plan_part": door("project group written", SUMMARY),
    "buyers:assign_part": door("project group written", WP4, sees=SUMMARY),
    "buyers:write_part": door("project group written", WP4, sees=SUMMARY),
    "buyers:ask_part": door("project group written", WP4, sees=SUMMARY),
    "buyers:agree_part": door("project group written", WP4, sees=SUMMARY),
    "buyers:answer_part": door("project group written city", {"buyer"}, sees=SUMMARY),
    "buyers:part_version": door("project group written one", SUMMARY),
    "buyers:part_differences": door("project group written", SUMMARY),
    "buyers:comment_part": door("project group written", WP4 | {"buyer"}, sees=SUMMARY),
    "buyers:change_part_comment": door("project group written remark", {"buyer"}, sees=SUMMARY),
    "buyers:take_back_part_comment": door("project group written remark", {"buyer"}, sees=SUMMARY),
    # Trainings
    "trainings:list": door("project", SUMMARY),
    "trainings:list_export": door("project csv", SUMMARY),
    "trainings:programme_new": door("project", T42, sees=SUMMARY),
    "trainings:programme": door("project programme", SUMMARY),
    "trainings:programme_edit": door("project programme", SCHEDULERS, sees=SUMMARY),
    "trainings:plan": door("project programme", SCHEDULERS, sees=SUMMARY),
    "trainings:training": door("project training", SUMMARY),
    "trainings:edit": door("project training", RUNNERS, sees=SUMMARY),
    "trainings:history": door("project training", SEES, sees=SUMMARY),
    "trainings:ics": door("project training", SUMMARY),
    "trainings:schedule": door("project training", SCHEDULERS, sees=SUMMARY),
    "trainings:move": door("project training", SCHEDULERS, sees=SUMMARY),
    "trainings:postpone": door("project training", SCHEDULERS, sees=SUMMARY),
    "trainings:cancel": door("project training", SCHEDULERS, sees=SUMMARY),
    "trainings:confirm": door("project training", RUNNERS, sees=SUMMARY),
    "trainings:merge": door("project training", SCHEDULERS, sees=SUMMARY),
    "trainings:held": post("project training", RUNNERS, sees=SUMMARY),
    "trainings:register": post("project training", SUMMARY),
    "trainings:withdraw": door("project training", {"buyer"}),
    "trainings:answer": post("project training", frozenset()),  # nobody has an offer
    "trainings:nominate": door(
        "project training", SUMMARY - {"officer", "team_reader"}, sees=SUMMARY
    ),
    "trainings:registrations": door("project training", RUNNERS, sees=SUMMARY),
    "trainings:registrations_export": door("project training csv", RUNNERS, sees=SUMMARY),
    "trainings:open": door("project training", RUNNERS, sees=SUMMARY),
    "trainings:close": post("project training", RUNNERS, sees=SUMMARY),
    "trainings:add": door("project training", RUNNERS, sees=SUMMARY),
    "trainings:reject": door("project training registration", RUNNERS, sees=SUMMARY),
    "trainings:seat": open_door("seat_token"),
    # Reminders
    "reminders:timeline": door("project", SEES),
    # The coordinator gets past the right, but names no line to hold.
    "reminders:hold_ahead": door("project", sees=SEES - COORDINATOR),
    "reminders:ledger": door("project", SEES),
    "reminders:ledger_export": door("project csv", SEES),
    "reminders:entry": door("project entry", {"coordinator", "partner"}),
    "reminders:act": door("project entry hold", COORDINATOR, sees={"partner"}),
    "reminders:rules": door("project", SEES),
    "reminders:rule": door("project kind role", COORDINATOR, sees=SEES),
    "reminders:preferences": door(may=EVERYBODY),
    "reminders:why": open_door("why"),
}
