"""The addresses of the work plan, by noun. The plan items come last: they take any code."""

from workpackages.urls import dependencies, gantt, items

app_name = "workpackages"
urlpatterns = [*gantt.urlpatterns, *dependencies.urlpatterns, *items.urlpatterns]
