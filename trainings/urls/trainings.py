from django.urls import path

from trainings.views import details, history, overview, registering, registrations, scheduling

ALL = "projects/<slug:slug>/trainings/"
PROGRAMME = f"{ALL}programmes/<slug:programme>/"
TRAINING = f"{ALL}<slug:training>/"

urlpatterns = [
    path(ALL, overview.programmes, name="list"),
    path("projects/<slug:slug>/trainings.<format:format>", overview.export, name="list_export"),
    path(f"{ALL}programmes/new/", overview.new_programme, name="programme_new"),
    path(PROGRAMME, overview.programme, name="programme"),
    path(f"{PROGRAMME}edit/", overview.edit_programme, name="programme_edit"),
    path(f"{PROGRAMME}plan/", overview.plan, name="plan"),
    # A training: what it is
    path(TRAINING, details.training, name="training"),
    path(f"{TRAINING}edit/", details.edit, name="edit"),
    path(f"{TRAINING}history/", history.history, name="history"),
    path(f"{TRAINING}calendar.ics", details.ics, name="ics"),
    # Its days and what becomes of it
    path(f"{TRAINING}schedule/", scheduling.schedule, name="schedule"),
    path(f"{TRAINING}move/", scheduling.move, name="move"),
    path(f"{TRAINING}postpone/", scheduling.postpone, name="postpone"),
    path(f"{TRAINING}cancel/", scheduling.cancel, name="cancel"),
    path(f"{TRAINING}held/", scheduling.mark_held, name="held"),
    # One's own seat
    path(f"{TRAINING}register/", registering.register, name="register"),
    path(f"{TRAINING}withdraw/", registering.withdraw, name="withdraw"),
    path(f"{TRAINING}offer/", registering.answer, name="answer"),
    # Everybody's seats, for who runs it
    path(f"{TRAINING}registrations/", registrations.table, name="registrations"),
    path(
        f"{TRAINING}registrations.<format:format>",
        registrations.export,
        name="registrations_export",
    ),
    path(f"{TRAINING}registrations/open/", registrations.open_registration, name="open"),
    path(f"{TRAINING}registrations/close/", registrations.close_registration, name="close"),
    path(f"{TRAINING}registrations/add/", registrations.add, name="add"),
    path(f"{TRAINING}registrations/<int:pk>/reject/", registrations.reject, name="reject"),
]
