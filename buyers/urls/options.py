"""Options of the plan compared, and clauses: .../plan/options/form/, .../plan/options/contract/."""

from django.urls import path, register_converter

from buyers.models import Question
from buyers.views import clauses, options, scores

PLAN = "projects/<slug:slug>/groups/<slug:group>/plan/"
ALL = PLAN + "options/<question:question>/"
ONE = ALL + "<int:pk>/"
SHEET = ALL + "scores/<int:organisation>/"


class QuestionConverter:
    """What is compared: form or contract."""

    regex = "|".join(Question.values)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(QuestionConverter, "question")

urlpatterns = [
    path(ALL, options.plan_options, name="plan_options"),
    path(
        PLAN + "options/<question:question>.<format:format>",
        options.export,
        name="plan_options_export",
    ),
    path(ALL + "scores.<format:format>", scores.export, name="plan_scores_export"),
    path(ALL + "new/", options.new_option, name="new_option"),
    path(ALL + "criteria/", options.edit_criteria, name="edit_criteria"),
    path(ALL + "weights/", options.save_weights, name="save_weights"),
    path(SHEET, scores.score, name="score_options"),
    path(SHEET + "take-back/", scores.take_back, name="take_back_scores"),
    path(ONE + "edit/", options.edit_option, name="edit_option"),
    path(ONE + "<slug:verb>/", options.act, name="option_act"),
    path(PLAN + "clauses/", clauses.clauses, name="plan_clauses"),
    path(PLAN + "clauses.<format:format>", clauses.export, name="plan_clauses_export"),
    path(PLAN + "clauses/<slug:topic>/", clauses.edit_clause, name="edit_clause"),
]
