"""Questions about the code lists."""

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery


def meaning_of(name: str) -> Subquery:
    """What the code in this column of a deliverable means; NULL where the list does not have it."""
    codes = apps.get_model("workpackages", "Code").objects.filter(list=name, code=OuterRef(name))
    return Subquery(codes.filter(programme=OuterRef("project__programme")).values("label"))


class CodeQuerySet(models.QuerySet):
    def of(self, project):
        """The lists of its framework programme."""
        return self.filter(programme=project.programme)

    def offered(self, name: str, current: str):
        """What a form offers of one list: what is in use, and the code that the row has."""
        return self.filter(Q(is_active=True) | Q(code=current), list=name)

    def texts(self) -> dict[tuple[str, str], str]:
        """("type", "R") -> "R: document, report"; one statement for all that a page shows."""
        rows = self.order_by().values_list("list", "code", "label")
        return {(name, code): f"{code}: {label}" for name, code, label in rows}
