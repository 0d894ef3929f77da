"""Plan items are addressed by their code, in small letters: /projects/ppi4waste/d4.1/."""

import re

from django.urls import path, register_converter

from workpackages.models import Deliverable, Milestone, Review, Task, WorkPackage
from workpackages.views import acts, editing, items, tables, timetable

KINDS = (WorkPackage, Task, Deliverable, Milestone, Review)
MODELS = {model.PREFIX.lower(): model for model in KINDS}
NUMBER = r"\d+(?:\.\d+)*[a-z]?"


class CodeConverter:
    """The code of an item of any kind; the view gets its model and number."""

    regex = f"(?:{'|'.join(MODELS)}){NUMBER}"

    def to_python(self, value):
        prefix = next(prefix for prefix in MODELS if re.fullmatch(prefix + NUMBER, value))
        return MODELS[prefix], value.removeprefix(prefix)

    def to_url(self, value):
        return value.lower()


class NumberConverter:
    """The code of an item of one kind; the view gets its number."""

    prefix = ""

    def to_python(self, value):
        return value.removeprefix(self.prefix)

    def to_url(self, value):
        return value.lower()


register_converter(CodeConverter, "code")
for prefix in MODELS:
    members = {"prefix": prefix, "regex": prefix + NUMBER}
    register_converter(type("Converter", (NumberConverter,), members), prefix)

PLAN = "projects/<slug:slug>/plan/"
ITEM = "projects/<slug:slug>/<code:code>/"
DELIVERABLE = "projects/<slug:slug>/<d:number>/"
WORK_PACKAGE = "projects/<slug:slug>/<wp:number>/"

urlpatterns = [
    path(PLAN, tables.plan, name="plan"),
    path("projects/<slug:slug>/plan.csv", tables.plan_csv, name="plan_csv"),
    path("projects/<slug:slug>/deliverables/", tables.deliverables, name="deliverables"),
    path("projects/<slug:slug>/deliverables.csv", tables.deliverables_csv, name="deliverables_csv"),
    path("projects/<slug:slug>/milestones/", tables.milestones, name="milestones"),
    path("projects/<slug:slug>/milestones.csv", tables.milestones_csv, name="milestones_csv"),
    path(PLAN + "timetable/", timetable.timetable, name="timetable"),
    path(PLAN + "new-work-package/", editing.new_work_package, name="new_work_package"),
    path(WORK_PACKAGE + "new-task/", editing.new_task, name="new_task"),
    path(WORK_PACKAGE + "new-deliverable/", editing.new_deliverable, name="new_deliverable"),
    path(WORK_PACKAGE + "new-milestone/", editing.new_milestone, name="new_milestone"),
    path(WORK_PACKAGE, items.work_package, name="work_package"),
    path("projects/<slug:slug>/<t:number>/", items.task, name="task"),
    path(DELIVERABLE, items.deliverable, name="deliverable"),
    path("projects/<slug:slug>/<ms:number>/", items.milestone, name="milestone"),
    path(ITEM + "edit/", editing.edit, name="edit"),
    path(ITEM + "undo/<int:change>/", acts.undo, name="undo"),
    path(ITEM + "<slug:verb>/", acts.act, name="act"),
]
