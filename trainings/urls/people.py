from django.urls import path

from trainings.urls.trainings import ALL
from trainings.views import people

# Before the trainings, in whose place of an address this stands: planning.RESERVED.
urlpatterns = [
    path(f"{ALL}people/", people.table, name="people"),
    path(f"{ALL}people.<format:format>", people.export, name="people_export"),
]
