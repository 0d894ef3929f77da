"""The addresses of the work plan, by noun. The plan items come last: they take any code."""

from workpackages.urls import baselines, items

app_name = "workpackages"
urlpatterns = [*baselines.urlpatterns, *items.urlpatterns]
