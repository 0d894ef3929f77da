"""Who was at the training for trainers, and the thanks that were written to them afterwards."""

from datetime import timedelta

from trainings import attendance, messages
from trainings.models import Training

# On the first and on the second day. ICLEI's regional training has no prepared trainer this way.
THERE = {
    "coordinator": (True, True),
    "zagreb": (True, True),
    "partner": (True, True),
    "wp4.lead": (True, True),
    "iclei": (True, False),
}
SUBJECT = "Thank you for coming: {training}"
TEXT = (
    "Dear {name},\n\n"
    "thank you for two good days in Bilbao. The slides and the exercises follow on the page of the "
    "training: {link}\n\n"
    "Please write to us by Friday with the date that suits your region best."
)


def enter_attendance(demo) -> None:
    training = Training.objects.get(project=demo.project, slug="bilbao")
    days = list(training.days.active())
    boxes = {demo.people[box].pk: there for box, there in THERE.items()}
    said = {
        (row.pk, day.pk): there
        for row in training.registrations.all()
        for day, there in zip(days, boxes[row.person_id], strict=True)
    }
    by, evening = demo.people["iclei"], demo.moment(days[-1].day, 17)
    attendance.say(training=training, said=said, by=by, now=evening)
    messages.send(
        training=training,
        subject=SUBJECT,
        text=TEXT,
        states=[messages.To.THERE],
        by=by,
        now=evening + timedelta(days=1),
    )
