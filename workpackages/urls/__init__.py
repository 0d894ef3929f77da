"""The addresses of the work plan, by noun. The plan items come last: they take any code."""

from workpackages.urls import items, meetings, risks

app_name = "workpackages"
urlpatterns = [*risks.urlpatterns, *meetings.urlpatterns, *items.urlpatterns]
