"""Meetings and risks of a group."""

from django.urls import path

from buyers.views import dates

GROUP = "projects/<slug:slug>/groups/<slug:group>/"

urlpatterns = [
    path(GROUP + "meetings/", dates.dates, name="dates"),
    path(GROUP + "meetings.<format:format>", dates.dates_export, name="dates_export"),
    path(GROUP + "meetings.ics", dates.dates_ics, name="dates_ics"),
    path(GROUP + "meetings/choose/", dates.link_meetings, name="link_meetings"),
    path(GROUP + "meetings/<slug:meeting>.ics", dates.meeting_ics, name="meeting_ics"),
    path(GROUP + "risks/choose/", dates.link_risks, name="link_risks"),
    path(GROUP + "risks.<format:format>", dates.risks_export, name="risks_export"),
]
