"""People: anyone a project deals with, and the account that some of them have."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.constraints import SpeaksAtFields
from core.fields import NormalisedEmailField, Searchable, SearchTextField, ZoneField
from core.history import History, record
from partners.querysets import PersonQuerySet


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email=email)

    def create_user(self, email, password=None, **fields):
        """A person; with a password also their active account."""
        if password:
            fields.setdefault("account", Person.Account.ACTIVE)
        person = self.model(email=email, **fields)
        person.email = Person._meta.get_field("email").to_python(email)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email, password=None, **fields):
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)


class Person(SpeaksAtFields, Searchable, AbstractBaseUser):
    """Anyone the project deals with. The account is a state of the person, not a second record.

    Only an `active` account may log in or reset its password. What a person may do follows from
    their places (TeamMember, ProjectReader, and buyers' memberships), never from permissions: there
    are no groups and no permission rows. `is_staff` marks portal administrators, who may use all of
    Django admin; only superusers may touch them (docs/decisions/0010-portal-administrators.md).
    """

    class Account(models.TextChoices):
        NONE = "none", _("no account")
        INVITED = "invited", _("invited")
        ACTIVE = "active", _("active")
        CLOSED = "closed", _("closed")

    email = NormalisedEmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("Somebody with this e-mail address is already known.")},
    )
    name = models.CharField(_("name"), max_length=150, help_text=_("As it stands on a badge."))
    account = models.CharField(
        _("account"), max_length=10, choices=Account, default=Account.NONE, db_index=True
    )
    is_staff = models.BooleanField(
        _("portal administrator"), default=False, help_text=_("May use Django admin.")
    )
    is_superuser = models.BooleanField(
        _("superuser"), default=False, help_text=_("Names the portal administrators.")
    )
    is_demo = models.BooleanField(
        _("demo account"), default=False, help_text=_("Can log in only while DEMO is set.")
    )
    language = models.CharField(_("language"), max_length=10, default="en-gb")
    zone = ZoneField(_("time zone"), default="Europe/Brussels")
    country = CountryField(
        _("country"),
        blank=True,
        help_text=_("Reminders avoid the public holidays of this country."),
    )
    preferred_hour = models.PositiveSmallIntegerField(
        _("preferred hour"),
        default=8,
        validators=[MaxValueValidator(23)],
        help_text=_("Reminders arrive at this hour of your day, 0 to 23."),
    )
    feed_hash = models.CharField(
        _("calendar address"),
        max_length=64,
        unique=True,
        null=True,
        blank=True,
        editable=False,
        help_text=_("SHA-256 of the secret in the address of the person's calendar feed."),
    )
    desk_seen_at = models.DateTimeField(_("this visit"), null=True, blank=True, editable=False)
    desk_seen_before = models.DateTimeField(
        _("visit before"), null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("known since"), auto_now_add=True)
    search_text = SearchTextField(sources=("name", "email"))

    objects = PersonManager()
    history = History(
        excluded_fields=[
            "password",
            "last_login",
            "feed_hash",
            "desk_seen_at",
            "desk_seen_before",
            "search_text",
        ]
    )

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(preferred_hour__lte=23), name="person_hour_of_day"
            ),
            models.CheckConstraint(
                condition=models.Q(is_superuser=False) | models.Q(is_staff=True),
                name="person_superuser_is_staff",
                violation_error_message=_("A superuser is a portal administrator too."),
                violation_error_code="is_superuser",
            ),
        ]

    def __str__(self):
        return self.name or self.email

    def clean(self):
        super().clean()
        if self.language not in dict(settings.LANGUAGES):
            raise ValidationError({"language": _("The portal does not speak this language.")})

    @property
    def is_active(self) -> bool:
        """What Django and allauth ask before they let a person in, and at every request after."""
        return self.account == self.Account.ACTIVE and (settings.DEMO or not self.is_demo)

    def has_perm(self, perm, obj=None) -> bool:
        """Asked by Django admin only; what one administrator may not do there, its pages say."""
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label) -> bool:
        return self.is_active and self.is_staff

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)

    def await_answer(self, *, by) -> None:
        """An invitation is on its way to whoever has no account."""
        self.account = self.Account.INVITED
        record(self, _("Invited"), "account", by=by)

    def open_account(self, *, password: str, **profile) -> None:
        """The invited person has chosen a password: the account is theirs from now on."""
        for field, value in profile.items():
            setattr(self, field, value)
        self.account = self.Account.ACTIVE
        self.set_password(password)
        record(self, _("Account opened"), "account", "password", *profile, by=self)

    def close_account(self, *, by, reason: str) -> None:
        """No log in from now on; name, history and what they did stay."""
        self.account = self.Account.CLOSED
        self.set_unusable_password()
        record(self, reason, "account", "password", by=by)


def display_name(person) -> str:
    """What allauth's pages call a person."""
    return str(person)
