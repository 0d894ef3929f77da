"""Project reviews: /projects/ppi4waste/rv1/, edited and acted on as the other items are."""

from django.urls import path

from workpackages.urls.items import PLAN
from workpackages.views import editing, items, tables

urlpatterns = [
    path("projects/<slug:slug>/reviews.csv", tables.reviews_csv, name="reviews_csv"),
    path(PLAN + "new-review/", editing.new_review, name="new_review"),
    path("projects/<slug:slug>/<rv:number>/", items.review, name="review"),
]
