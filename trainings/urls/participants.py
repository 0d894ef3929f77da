from django.urls import path

from trainings.urls.trainings import PROGRAMME, TRAINING
from trainings.views import answers, applications, needs, questions, seat

SEAT = "trainings/seat/<str:token>/"
OF_PROGRAMME = f"{PROGRAMME}questions/"
OF_TRAINING = f"{TRAINING}questions/"

urlpatterns = [
    # One's own seat, without an account
    path(SEAT, seat.seat, name="seat"),
    path(f"{SEAT}calendar.ics", seat.ics, name="seat_ics"),
    path(f"{SEAT}withdraw/", seat.withdraw, name="seat_withdraw"),
    path(f"{SEAT}offer/", seat.answer, name="seat_answer"),
    path(f"{SEAT}answers/", seat.answers, name="seat_answers"),
    # What is asked at registration, and what one has answered
    path(f"{TRAINING}answers/", answers.answers, name="answers"),
    path(OF_PROGRAMME, questions.programme_questions, name="programme_questions"),
    path(f"{OF_PROGRAMME}new/", questions.new_programme_question, name="programme_question_new"),
    path(f"{OF_PROGRAMME}<int:pk>/", questions.edit_programme_question, name="programme_question"),
    path(
        f"{OF_PROGRAMME}<int:pk>/<slug:verb>/",
        questions.act_on_programme_question,
        name="programme_question_act",
    ),
    path(OF_TRAINING, questions.training_questions, name="questions"),
    path(f"{OF_TRAINING}new/", questions.new_training_question, name="question_new"),
    path(f"{OF_TRAINING}<int:pk>/", questions.edit_training_question, name="question"),
    path(
        f"{OF_TRAINING}<int:pk>/<slug:verb>/",
        questions.act_on_training_question,
        name="question_act",
    ),
    # What who runs the training reads of people
    path(f"{TRAINING}registrations/approve/", applications.approve, name="approve"),
    path(f"{TRAINING}registrations/needs/", needs.needs, name="needs"),
    path(f"{TRAINING}needs.<format:format>", needs.export, name="needs_export"),
    path(
        f"{TRAINING}registrations/<int:pk>/",
        applications.registration_page,
        name="registration",
    ),
]
