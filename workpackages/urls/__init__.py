"""The addresses of the work plan, by noun. The plan items come last: they take any code."""

from workpackages.urls import countdown, items, reviews

app_name = "workpackages"
urlpatterns = [
    *countdown.urlpatterns,
    *reviews.urlpatterns,
    *items.urlpatterns,
]
