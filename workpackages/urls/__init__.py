"""The addresses of the work plan, by noun. The plan items come last: they take any code."""

from workpackages.urls import effort, items

app_name = "workpackages"
urlpatterns = [*effort.urlpatterns, *items.urlpatterns]
