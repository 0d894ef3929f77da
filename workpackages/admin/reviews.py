"""Project reviews in Django admin."""

from django.contrib import admin

from workpackages.admin.items import ItemAdmin
from workpackages.models import Review


@admin.register(Review)
class ReviewAdmin(ItemAdmin):
    list_display = ["code", "title", "project", "lead", "due_on", "state", "held_on"]
    list_display_links = ["code", "title"]
    date_hierarchy = "due_on"
    filter_horizontal = ["contributors"]
