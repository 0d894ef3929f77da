"""Meetings and actions: /projects/ppi4waste/meetings/project-board-bilbao/."""

from django.urls import path

from workpackages.views import actions, meetings

MEETINGS = "projects/<slug:slug>/meetings/"
MEETING = MEETINGS + "<slug:meeting>/"
ACTIONS = "projects/<slug:slug>/actions/"

urlpatterns = [
    path(MEETINGS, meetings.meetings, name="meetings"),
    path("projects/<slug:slug>/meetings.csv", meetings.meetings_csv, name="meetings_csv"),
    path(MEETINGS + "new/", meetings.new_meeting, name="new_meeting"),
    path(MEETING, meetings.meeting, name="meeting"),
    path(MEETING + "edit/", meetings.edit_meeting, name="edit_meeting"),
    path(MEETING + "minutes/", meetings.write_minutes, name="write_minutes"),
    path(MEETING + "minutes.pdf", meetings.minutes_pdf, name="minutes_pdf"),
    path(MEETING + "meeting.ics", meetings.meeting_ics, name="meeting_ics"),
    path(MEETING + "risks/", meetings.review_risks, name="review_risks"),
    path(MEETING + "new-action/", actions.new_meeting_action, name="new_meeting_action"),
    path(MEETING + "new-decision/", meetings.new_decision, name="new_decision"),
    path(MEETING + "decisions/<int:number>/", meetings.edit_decision, name="edit_decision"),
    path(
        MEETING + "decisions/<int:number>/strike/",
        meetings.strike_decision,
        name="strike_decision",
    ),
    path(MEETING + "<slug:verb>/", meetings.meeting_act, name="meeting_act"),
    path(ACTIONS, actions.actions, name="actions"),
    path("projects/<slug:slug>/actions.csv", actions.actions_csv, name="actions_csv"),
    path(ACTIONS + "<int:pk>/edit/", actions.edit_action, name="edit_action"),
    path(ACTIONS + "<int:pk>/<slug:verb>/", actions.action_act, name="action_act"),
]
