"""Questions of the code lists."""

from django.db import models
from django.db.models import Case, When

from core.search import holding
from core.text import fold


class CodeQuerySet(models.QuerySet):
    def of(self, scheme: str):
        return self.filter(scheme=scheme)

    def matching(self, text: str):
        """Whose code begins with the text first, then those whose name holds each of its words."""
        folded = fold(text)
        words = folded.split()
        if not words:
            return self.none()
        begins = When(code__startswith=folded.upper(), then=0)
        return holding(self, words).order_by(Case(begins, default=1), "code")
