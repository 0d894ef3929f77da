"""Model fields that several apps use."""

from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import months
from core.forms import MonthSpansField as MonthSpansFormField
from core.text import fold, normalise_email

zone_names = cache(available_timezones)  # reads a folder tree: once per process


def validate_zone(name: str) -> None:
    if name not in zone_names():
        raise ValidationError(
            _("“%(zone)s” is no known time zone. Use a name such as Europe/Zagreb."),
            code="zone",
            params={"zone": name},
        )


class ZoneField(models.CharField):
    """The name of an IANA time zone, such as Europe/Zagreb."""

    default_validators = [validate_zone]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)


class NormalisedEmailFormField(forms.EmailField):
    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return value
        return normalise_email(value)


class NormalisedEmailField(models.EmailField):
    """An address in its one spelling: two spellings of one address are one value, also in look-ups.

    Saving what is no address raises ValidationError; looking it up finds nobody.
    """

    def to_python(self, value):
        value = super().to_python(value)
        return normalise_email(value) if value else value

    def pre_save(self, instance, add):
        value = self.to_python(super().pre_save(instance, add))
        setattr(instance, self.attname, value)
        return value

    def get_prep_value(self, value):
        try:
            return super().get_prep_value(value)  # which calls to_python
        except ValidationError:
            return value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": NormalisedEmailFormField, **kwargs})


class MonthField(models.PositiveSmallIntegerField):
    """A project month, 1-based; see core.months."""

    default_validators = [MinValueValidator(1)]

    def formfield(self, **kwargs):
        return super().formfield(**{"min_value": 1, **kwargs})


class MonthSpansField(models.CharField):
    """One or more intervals of project months, such as ((1, 4), (10, 12)); stored as "1-4,10-12".

    Empty is (). Text is read by `core.months.parse_spans`.
    """

    description = _("Project months")

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 120)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value, expression, connection):
        return months.parse_spans(value) if value else ()

    def to_python(self, value):
        if not isinstance(value, str):
            return tuple(map(tuple, value or ()))
        try:
            return months.parse_spans(value)
        except ValueError as error:
            raise ValidationError(
                _("“%(part)s” is no interval of months. Write M1-M4, M10."),
                code="months",
                params={"part": error},
            ) from None

    def get_prep_value(self, value):
        if isinstance(value, str):
            value = months.parse_spans(value)
        return ",".join(f"{first}-{last}" for first, last in value or ())

    def run_validators(self, value):
        """The length that counts is the one of the text that is stored."""
        super().run_validators(self.get_prep_value(value))

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": MonthSpansFormField, **kwargs})


class SearchTextField(models.TextField):
    """The folded words of other columns, for search by `contains` on both databases.

    Filled at each save from the columns named in `sources`; never edited. Its model is a
    `Searchable`.
    """

    def __init__(self, *args, sources=(), **kwargs):
        self.sources = tuple(sources)
        kwargs.update(editable=False, blank=True, default="")
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "blank", "default"):
            del kwargs[fixed]
        kwargs["sources"] = self.sources
        return name, path, args, kwargs

    def pre_save(self, instance, add):
        text = fold(" ".join(str(getattr(instance, source) or "") for source in self.sources))
        setattr(instance, self.attname, text)
        return text


class Searchable(models.Model):
    """A model with a SearchTextField: its words stay right when only some columns are saved."""

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields:
            update_fields = set(update_fields)
            columns = {field.name for field in self._meta.concrete_fields}
            for field in self._meta.concrete_fields:
                if isinstance(field, SearchTextField):
                    # A source that is no column (T4.1, from the number) may follow from any column.
                    derived = not columns.issuperset(field.sources)
                    if derived or update_fields.intersection(field.sources):
                        update_fields.add(field.name)
        super().save(*args, update_fields=update_fields, **kwargs)
