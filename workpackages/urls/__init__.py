"""The addresses of the work plan, by noun. The plan items come last: they take any code."""

from workpackages.urls import (
    baselines,
    board,
    bulk,
    countdown,
    dependencies,
    effort,
    gantt,
    items,
    meetings,
    reviews,
    risks,
    saved_filters,
    talk,
)

app_name = "workpackages"
urlpatterns = [
    *talk.urlpatterns,
    *baselines.urlpatterns,
    *board.urlpatterns,
    *bulk.urlpatterns,
    *countdown.urlpatterns,
    *dependencies.urlpatterns,
    *effort.urlpatterns,
    *gantt.urlpatterns,
    *meetings.urlpatterns,
    *reviews.urlpatterns,
    *risks.urlpatterns,
    *saved_filters.urlpatterns,
    *items.urlpatterns,
]
