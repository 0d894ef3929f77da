"""Declarations and requests in Django admin: read, never written."""

from django.contrib import admin

from buyers.models import ConflictDeclaration, MemberRequest
from core.admin import ReadOnlyAdmin


@admin.register(ConflictDeclaration)
class ConflictDeclarationAdmin(ReadOnlyAdmin):
    list_display = ["organisation", "group", "has_conflict", "person", "declared_at"]
    list_filter = ["group", "has_conflict"]
    list_select_related = ["organisation", "group", "person"]
    search_fields = ["organisation__search_text", "person__search_text", "group__name"]
    date_hierarchy = "declared_at"


@admin.register(MemberRequest)
class MemberRequestAdmin(ReadOnlyAdmin):
    """Without the hash of the link: it is nobody's to read."""

    list_display = ["place", "group", "kind", "need", "sent_at", "expires_at", "answered_at"]
    list_filter = ["group", "kind", ("answered_at", admin.EmptyFieldListFilter)]
    list_select_related = [
        *["place__person", "place__membership__organisation", "group", "need", "sent_by"],
    ]
    search_fields = ["place__person__search_text", "group__name"]
    date_hierarchy = "sent_at"
    exclude = ["token_hash"]
