"""Subject and first sentence of each letter; the facts follow in its template."""

from django.utils.translation import gettext_lazy

WORDS = {
    "confirmed": (
        gettext_lazy("You have a seat: %(training)s, %(day)s"),
        gettext_lazy("You have a seat at this training."),
    ),
    "applied": (
        gettext_lazy("We have your application: %(training)s, %(day)s"),
        gettext_lazy("You have applied for this training. The organiser answers by mail."),
    ),
    "waiting": (
        gettext_lazy("On the waiting list: %(training)s, %(day)s"),
        gettext_lazy(
            "All seats are taken. You are on the waiting list, and get a mail when a seat is free."
        ),
    ),
    "promoted": (
        gettext_lazy("A seat for you: %(training)s, %(day)s"),
        gettext_lazy("A seat has become free, and it is yours."),
    ),
    "offered": (
        gettext_lazy("Do you want this seat? %(training)s, %(day)s"),
        gettext_lazy("A seat has become free. It is yours if you accept it in time."),
    ),
    "expired": (
        gettext_lazy("The offer of a seat has ended: %(training)s, %(day)s"),
        gettext_lazy("You did not answer in time, so the seat went to the next in line."),
    ),
    "declined": (
        gettext_lazy("You declined the seat: %(training)s, %(day)s"),
        gettext_lazy("The seat goes to the next in line. Thank you for your answer."),
    ),
    "withdrawn": (
        gettext_lazy("You are no longer registered: %(training)s, %(day)s"),
        gettext_lazy("Your registration has been taken back. Thank you for making room."),
    ),
    "rejected": (
        gettext_lazy("Your registration was declined: %(training)s, %(day)s"),
        gettext_lazy("The organiser has declined your registration."),
    ),
    "scheduled": (
        gettext_lazy("New date: %(training)s, %(day)s"),
        gettext_lazy("The date of this training is fixed. Your registration holds."),
    ),
    "moved": (
        gettext_lazy("Moved to %(day)s: %(training)s"),
        gettext_lazy("This training has moved. Your registration holds for the new date."),
    ),
    "postponed": (
        gettext_lazy("Postponed: %(training)s"),
        gettext_lazy(
            "This training does not take place on the planned date. Your registration holds; "
            "the new date follows by mail."
        ),
    ),
    "cancelled": (
        gettext_lazy("Cancelled: %(training)s"),
        gettext_lazy("This training does not take place."),
    ),
    "changed": (
        gettext_lazy("Changed: %(training)s, %(day)s"),
        gettext_lazy("Something about this training has changed. Your registration holds."),
    ),
    "merged": (
        gettext_lazy("You have a seat: %(training)s, %(day)s"),
        gettext_lazy(
            "Two trainings have become one. You were registered for the other one, and have a seat "
            "at this one."
        ),
    ),
    "merged_waiting": (
        gettext_lazy("On the waiting list: %(training)s, %(day)s"),
        gettext_lazy(
            "Two trainings have become one. You were registered for the other one. All seats of "
            "this one are taken: you are on its waiting list, and get a mail when a seat is free."
        ),
    ),
    "merged_applied": (
        gettext_lazy("We have your application: %(training)s, %(day)s"),
        gettext_lazy(
            "Two trainings have become one. Your application counts for this one now. The "
            "organiser answers by mail."
        ),
    ),
    "merged_twice": (
        gettext_lazy("Two trainings have become one: %(training)s, %(day)s"),
        gettext_lazy(
            "You were registered for both. Your registration for this one is as it was, the other "
            "one has ended."
        ),
    ),
    "goes_ahead": (
        gettext_lazy("It takes place: %(training)s, %(day)s"),
        gettext_lazy("It is decided: this training takes place."),
    ),
}

# To who is invited and has not answered, when the training changes; `into` is the other training.
ASKED_WORDS = {
    "moved": (
        WORDS["moved"][0],
        gettext_lazy("You are invited to this training, and it has moved. Your invitation holds."),
    ),
    "scheduled": (
        WORDS["scheduled"][0],
        gettext_lazy(
            "You are invited to this training, and its date is fixed anew. Your invitation holds."
        ),
    ),
    "postponed": (
        WORDS["postponed"][0],
        gettext_lazy(
            "You are invited to this training. It does not take place on the planned date, and you "
            "need not answer now: when there is a new date, a mail asks you again."
        ),
    ),
    "cancelled": (
        WORDS["cancelled"][0],
        gettext_lazy(
            "You were invited to this training. It does not take place, and you need not answer "
            "any more."
        ),
    ),
    "changed": (
        WORDS["changed"][0],
        gettext_lazy(
            "You are invited to this training, and something about it has changed. Your invitation "
            "holds, and so does its link."
        ),
    ),
    "merged": (
        gettext_lazy("Merged into another training: %(training)s"),
        gettext_lazy(
            "You were invited to this training. It has become one with another: %(into)s, "
            "%(into_day)s. You need not answer any more; if you are invited to the other one, that "
            "comes in a mail of its own."
        ),
    ),
}

# Of invitations; `organisation` is the one that is asked, `organiser` the one that asks.
INVITATION_WORDS = {
    "invited": (
        gettext_lazy("You are invited: %(training)s, %(day)s"),
        gettext_lazy("%(organiser)s invites %(organisation)s to this training."),
    ),
    "nudged": (
        gettext_lazy("Still time to answer: %(training)s, %(day)s"),
        gettext_lazy(
            "%(organiser)s has invited %(organisation)s to this training and has no answer yet."
        ),
    ),
    "reminded": (
        gettext_lazy("Please answer by %(by)s: %(training)s"),
        gettext_lazy("%(organiser)s has invited %(organisation)s and waits for an answer."),
    ),
}
