"""The addresses of the buyer groups, by noun."""

from buyers.urls import commitments, consultations, dates, groups, needs, opendata, requests

app_name = "buyers"
urlpatterns = [
    *groups.urlpatterns,
    *dates.urlpatterns,
    *needs.urlpatterns,
    *commitments.urlpatterns,
    *consultations.urlpatterns,
    *opendata.urlpatterns,
    *requests.urlpatterns,
]
