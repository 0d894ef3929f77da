"""What the regional trainings of the demo ask, and what the first registered people told."""

from datetime import timedelta

from trainings import answering, questions
from trainings.models import Programme, Question, Registration

# text, kind, options, needed
ASKED = (
    (
        "How far has your organisation come with buying innovation?",
        Question.Kind.ONE,
        ["We have not begun", "We are preparing a purchase", "We have bought"],
        False,
    ),
    ("What would you most like to take home from the day?", Question.Kind.TEXT, [], False),
)
# One person each, in the order in which they registered.
TOLD = (
    (
        1,
        "An example of award criteria that reward new technology.",
        "Vegetarian",
        "",
        "photos list",
    ),
    (0, "How to begin.", "", "", "list news"),
    (1, "", "No nuts", "A place near the door", "photos"),
)


def enter_questions(demo) -> None:
    programme = Programme.objects.get(project=demo.project, slug="regional")
    by = demo.people["iclei"]
    asked = [
        questions.write(
            question=Question(
                programme=programme,
                position=position,
                text=text,
                kind=kind,
                options=options,
                is_required=needed,
            ),
            by=by,
        )
        for position, (text, kind, options, needed) in enumerate(ASKED, start=1)
    ]
    choice, wish = asked
    rows = Registration.objects.active().filter(training__programme=programme).order_by("pk")
    for row, (nth, words, diet, access, consents) in zip(rows, TOLD, strict=False):
        told = answering.Told(
            answers={choice: choice.options[nth], wish: words},
            diet=diet,
            access=access,
            consents=frozenset(consents.split()),
        )
        now = demo.moment(demo.today - timedelta(days=1), 9)
        answering.say(registration=row, told=told, now=now)
