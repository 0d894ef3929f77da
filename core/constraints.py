"""Database constraints that speak at the field a person has to change."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import models


class SpeaksAtFields(models.Model):
    """A constraint whose `violation_error_code` is a field's name has its message at that field.

    Django puts the message of every named constraint above the form.
    """

    class Meta:
        abstract = True

    def validate_constraints(self, exclude=None):
        try:
            super().validate_constraints(exclude=exclude)
        except ValidationError as refusal:
            fields = {field.name for field in self._meta.fields} - set(exclude or ())
            errors = defaultdict(list)
            for place, messages in refusal.update_error_dict({}).items():
                for message in messages:
                    errors[message.code if message.code in fields else place].append(message)
            raise ValidationError(errors) from None
