"""Model fields that several apps use."""

from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.text import fold, normalise_email


def validate_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(
            _("“%(zone)s” is no known time zone. Use a name such as Europe/Zagreb."),
            code="zone",
            params={"zone": name},
        )


class ZoneField(models.CharField):
    """The name of an IANA time zone, such as Europe/Zagreb."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, validate_zone]


def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


class NormalisedEmailField(models.EmailField):
    """An address in its one spelling; two spellings of one address are one value."""

    def to_python(self, value):
        value = super().to_python(value)
        return normalise_email(value) if value else value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        if not value:
            return value
        try:
            return normalise_email(value)
        except ValidationError:  # a look-up by something that is no address finds nobody
            return value


class MonthField(models.PositiveSmallIntegerField):
    """A project month, 1-based; see core.months."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, MinValueValidator(1)]


class SearchTextField(models.TextField):
    """The folded words of other columns, for search by `contains` on both databases.

    Filled at each save from the fields named in `sources`; never edited.
    """

    def __init__(self, *args, sources=(), **kwargs):
        self.sources = tuple(sources)
        kwargs.update(editable=False, blank=True, default="")
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "blank", "default"):
            kwargs.pop(fixed, None)
        kwargs["sources"] = self.sources
        return name, path, args, kwargs

    def pre_save(self, instance, add):
        text = fold(" ".join(str(getattr(instance, source) or "") for source in self.sources))
        setattr(instance, self.attname, text)
        return text
