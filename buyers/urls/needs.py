"""Unmet needs and the code lists: /projects/ppi4waste/groups/waste-buyers/needs/1/."""

from django.urls import path

from buyers.views import answers, codes, needs, prior_art

GROUP = "projects/<slug:slug>/groups/<slug:group>/"
NEED = GROUP + "needs/<int:number>/"

urlpatterns = [
    path("codes/", codes.find, name="codes"),
    path(GROUP + "needs/", needs.needs, name="needs"),
    path(GROUP + "needs.<format:format>", needs.export, name="needs_export"),
    path(GROUP + "needs/new/", needs.new_need, name="new_need"),
    path(NEED, needs.need, name="need"),
    path(NEED + "edit/", needs.edit_need, name="edit_need"),
    path(NEED + "need.pdf", needs.pdf, name="need_pdf"),
    path(NEED + "answers.<format:format>", answers.export, name="answers_export"),
    path(NEED + "answers/<int:organisation>/", answers.answer, name="answer_need"),
    path(NEED + "prior-art/new/", prior_art.add, name="add_prior_art"),
    path(NEED + "prior-art/<int:pk>/", prior_art.edit, name="edit_prior_art"),
    path(NEED + "prior-art/<int:pk>/take-out/", prior_art.take_out, name="take_out_prior_art"),
    path(NEED + "<slug:verb>/", needs.act, name="need_act"),
]
