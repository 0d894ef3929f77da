from django.urls import path

from workpackages.views import saved_filters

FILTERS = "projects/<slug:slug>/filters/"

urlpatterns = [
    path(FILTERS, saved_filters.saved_filters, name="saved_filters"),
    path(FILTERS + "new/<slug:page>/", saved_filters.save_filter, name="save_filter"),
    path(FILTERS + "<int:pk>/", saved_filters.edit_filter, name="edit_filter"),
    path(FILTERS + "<int:pk>/remove/", saved_filters.remove_filter, name="remove_filter"),
]
