"""The addresses of the buyer groups, by noun."""

from buyers.urls import (
    commitments,
    consultations,
    dates,
    decisions,
    financing,
    groups,
    handing_in,
    needs,
    opendata,
    options,
    plans,
    requests,
    strategy,
)

app_name = "buyers"
urlpatterns = [
    *groups.urlpatterns,
    *dates.urlpatterns,
    *needs.urlpatterns,
    *commitments.urlpatterns,
    *consultations.urlpatterns,
    *opendata.urlpatterns,
    *requests.urlpatterns,
    *plans.urlpatterns,
    *options.urlpatterns,
    *financing.urlpatterns,
    *strategy.urlpatterns,
    *decisions.urlpatterns,
    *handing_in.urlpatterns,
]
