from django.urls import path

from reminders.views import ledger, personal, rules, timeline

app_name = "reminders"
urlpatterns = [
    path("projects/<slug:slug>/reminders/", timeline.timeline, name="timeline"),
    path("projects/<slug:slug>/reminders/hold/", timeline.hold_ahead, name="hold_ahead"),
    path("projects/<slug:slug>/reminders/ledger/", ledger.ledger, name="ledger"),
    path(
        "projects/<slug:slug>/reminders/ledger.<format:format>",
        ledger.ledger_export,
        name="ledger_export",
    ),
    path("projects/<slug:slug>/reminders/ledger/<int:pk>/", ledger.entry, name="entry"),
    path("projects/<slug:slug>/reminders/ledger/<int:pk>/<slug:name>/", ledger.act, name="act"),
    path("projects/<slug:slug>/reminders/rules/", rules.rules, name="rules"),
    path("projects/<slug:slug>/reminders/rules/<slug:kind>/<slug:role>/", rules.rule, name="rule"),
    path("reminders/preferences/", personal.preferences, name="preferences"),
    path("reminders/why/<str:token>/", personal.why, name="why"),
]
