"""The feasibility plan: /projects/ppi4waste/groups/cities/plan/."""

from django.urls import path

from buyers.views import part_talk, parts, plans

GROUP = "projects/<slug:slug>/groups/<slug:group>/"
PLAN = GROUP + "plan/"
PART = PLAN + "parts/<int:number>/"
COMMENT = PART + "comment/<int:pk>/"

urlpatterns = [
    path(PLAN, plans.plan, name="plan"),
    path(PLAN + "new/", plans.new_plan, name="new_plan"),
    path(PLAN + "edit/", plans.edit_plan, name="edit_plan"),
    path(PLAN + "parts.<format:format>", plans.export, name="plan_export"),
    path(PART, parts.part, name="plan_part"),
    path(PART + "assign/", parts.assign, name="assign_part"),
    path(PART + "write/", parts.write, name="write_part"),
    path(PART + "ask/", parts.act, {"verb": "ask"}, name="ask_part"),
    path(PART + "agree/", parts.act, {"verb": "agree"}, name="agree_part"),
    path(PART + "answers/<int:organisation>/", parts.answer, name="answer_part"),
    path(PART + "versions/<int:version>/", parts.version, name="part_version"),
    path(PART + "changes/", parts.differences, name="part_differences"),
    path(PART + "comment/", part_talk.comment, name="comment_part"),
    path(COMMENT + "change/", part_talk.change, name="change_part_comment"),
    path(COMMENT + "take-back/", part_talk.take_back, name="take_back_part_comment"),
]
