"""Every address of the portal. An app's `urls.py` holds its whole paths.

What lies in a project reads /projects/<project>/<thing>/.
"""

from django.contrib import admin
from django.urls import include, path

from ppi_portal import health
from ppi_portal.views import about, calendar, desk, project, search

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("calendar/", calendar.month, name="calendar"),
    path("calendar/agenda/", calendar.agenda, name="agenda"),
    path("calendar/address/", calendar.address, name="calendar_address"),
    path("calendar/address/new/", calendar.make_address, name="make_calendar_address"),
    path("calendar/address/end/", calendar.end_address, name="end_calendar_address"),
    path("feeds/<str:token>.ics", calendar.feed, name="feed"),
    path("feeds/<str:token>/<slug:slug>.ics", calendar.feed, name="feed_of_project"),
    path("feeds/<str:token>/<slug:slug>/<str:code>.ics", calendar.feed, name="feed_of_package"),
    path("projects/<slug:slug>/", project.overview, name="project"),
    path("search/", search.results, name="search"),
    path("about/", about.about, name="about"),
    # An address is tried from the top, one pattern after the other: the apps with many come last.
    path("", include("outbox.urls")),
    path("", include("reminders.urls")),
    path("", include("partners.urls")),
    path("", include("trainings.urls")),
    path("", include("workpackages.urls")),
    path("", include("buyers.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
