"""The addresses of the work plan, by noun. The plan items come last: they take any code."""

from workpackages.urls import items, talk

app_name = "workpackages"
urlpatterns = [*talk.urlpatterns, *items.urlpatterns]
