"""The addresses of the buyer groups, by noun."""

from buyers.urls import commitments, consultations, groups, needs, opendata, requests

app_name = "buyers"
urlpatterns = [
    *groups.urlpatterns,
    *needs.urlpatterns,
    *commitments.urlpatterns,
    *consultations.urlpatterns,
    *opendata.urlpatterns,
    *requests.urlpatterns,
]
