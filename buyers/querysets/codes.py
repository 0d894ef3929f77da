"""Questions of the code lists."""

import re

from django.db import models
from django.db.models import Case, When

from core.search import holding
from core.text import fold


class CodeQuerySet(models.QuerySet):
    def of(self, scheme: str):
        return self.filter(scheme=scheme)

    def matching(self, text: str):
        """Whose code begins with the text first, then those whose name holds each of its words.

        A CPV code may have its check digit: 90500000-2.
        """
        folded = re.sub(r"^(\d{8})-\d$", r"\1", fold(text))
        words = folded.split()
        if not words:
            return self.none()
        begins = When(code__startswith=folded.upper(), then=0)
        return holding(self, words).order_by(Case(begins, default=1), "code")
