"""The meetings of the demo: the project boards of Bilbao and Rotterdam.

Real are both meetings, the days of Bilbao, the training for trainers in it, and that the board of
Rotterdam (October 2016) agreed on the categories of risk and on level = likelihood x consequence.
The day in Rotterdam, the minutes, the decisions and the actions are invented.
"""

from datetime import date, time, timedelta

from workpackages import actions, meetings
from workpackages.models import Action, Meeting
from workpackages.progress import perform

BILBAO = date(2016, 4, 25)  # Monday, to Tuesday
ROTTERDAM = date(2016, 10, 18)

BILBAO_AGENDA = """\
Welcome, and actions of the last board
Where the work packages stand
Training for trainers: the six modules
Core buyers: calendar of the real procurement
First list of risks of work package 4
Next meetings"""

BILBAO_MINUTES = """\
The training for trainers took place in this meeting, on both days, led by ICLEI. The partners \
who organise a regional training took part.

The core buyers told where their procurements stand. Their calendars differ by about a year; a \
coordinated procurement is more likely than a joint one.

(These minutes, the decisions and the actions are illustrative.)"""

BILBAO_THERE = """\
Coordinator, IAT
Leader of work package 4, UNIZAR-OBCP
Training manager, ICLEI
Training organiser, ZGH
Researcher, SP
Head of procurement, Mancomunidad del Sur
Communication officer, ACR+"""

DECISIONS = [
    "The four regional trainings take place between mid-September and the end of November.",
    "At least 15 participants from the target groups count for each training.",
    "The risks of work package 4 are reviewed at every project board.",
]

# text, owner, days after the meeting, risk, done after so many days
BILBAO_ACTIONS = [
    ("Send the training material of the six modules to the organisers", "iclei", 21, None, 18),
    ("Ask the core buyers for the years in which their contracts end", "wp4.lead", 45, "2", 40),
    ("Write to every authority of the buyer group about the regional trainings", "iclei", 148,
     "1", None),
    ("Compare the national rules on joint procurement in one table", "wp4.lead", 120, "3", None),
]  # fmt: skip

ROTTERDAM_AGENDA = """\
Minutes and actions of Bilbao
Regional trainings: numbers and go or no-go
Categories of risk: technological, market, organisational, societal, financial, turbulence
Scoring: level = likelihood × consequence, and the risk map
Contract and financial assessment model
Periodic report"""


def enter_meetings(demo) -> None:
    bilbao(demo)
    rotterdam(demo)


def bilbao(demo) -> None:
    coordinator = demo.people["coordinator"]
    first = demo.line.weekday(BILBAO, "ES")
    board = meetings.enter(
        meeting=Meeting(
            project=demo.project,
            title="Project board, Bilbao",
            host=demo.partners["iat"],
            first_day=first,
            last_day=first + timedelta(days=1),
            starts=time(9),
            ends=time(17),
            zone="Europe/Madrid",
            city="Bilbao",
            country="ES",
            agenda=BILBAO_AGENDA,
        ),
        by=coordinator,
    )
    board = perform(item=board, verb="hold", by=coordinator, on=board.last_day)
    board = meetings.change(
        meeting=board, by=coordinator, notes=BILBAO_MINUTES, attendance=BILBAO_THERE
    )
    for text in DECISIONS:
        meetings.decide(meeting=board, by=coordinator, text=text)
    demo.board = board


def rotterdam(demo) -> None:
    day = demo.line.weekday(ROTTERDAM, "NL")
    meetings.enter(
        meeting=Meeting(
            project=demo.project,
            title="Project board, Rotterdam",
            host=demo.partners["rws"],
            first_day=day,
            last_day=day + timedelta(days=1),
            starts=time(9, 30),
            ends=time(16),
            zone="Europe/Amsterdam",
            city="Rotterdam",
            country="NL",
            agenda=ROTTERDAM_AGENDA,
        ),
        by=demo.people["coordinator"],
    )


def enter_actions(demo) -> None:
    """What Bilbao gave people to do; after the risks, for some are against one."""
    for text, owner, days, risk, done_after in BILBAO_ACTIONS:
        action = actions.assign(
            action=Action(
                project=demo.project,
                meeting=demo.board,
                risk=demo.risks.get(risk),
                text=text,
                owner=demo.people[owner],
                due_on=demo.board.last_day + timedelta(days=days),
            ),
            by=demo.people["coordinator"],
        )
        if done_after:
            day = demo.board.last_day + timedelta(days=done_after)
            perform(item=action, verb="finish", by=action.owner, on=day)
