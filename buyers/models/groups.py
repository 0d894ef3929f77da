"""Buyer groups: who prepares a joint or coordinated procurement, in which tier and from when."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from buyers.querysets import BuyerGroupQuerySet, BuyerMembershipQuerySet, BuyerPersonQuerySet
from core.constraints import SpeaksAtFields
from core.history import History


class Tier(models.TextChoices):
    """How close an organisation stands to the purchase."""

    CORE = "core", _("core buyer")
    AUTHORITY = "authority", _("contracting authority")
    FOLLOWER = "follower", _("follower")
    OBSERVER = "observer", _("observer")


class BuyerGroup(SpeaksAtFields):
    """The organisations that prepare one procurement together. `task` is the one that serves it."""

    project = models.ForeignKey(
        "partners.Project",
        models.PROTECT,
        related_name="buyer_groups",
        verbose_name=_("project"),
    )
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=60)
    purpose = models.TextField(
        _("purpose"), blank=True, help_text=_("What the group wants to buy, and why together.")
    )
    task = models.ForeignKey(
        "workpackages.Task",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="buyer_groups",
        verbose_name=_("task"),
        help_text=_("The people of its lead partner manage the group, as the coordinator does."),
    )
    lead_procurer = models.ForeignKey(
        "buyers.BuyerMembership",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead procurer"),
        help_text=_("Appointed by the group to lead and coordinate."),
    )
    meetings = models.ManyToManyField(
        "workpackages.Meeting",
        blank=True,
        related_name="buyer_groups",
        verbose_name=_("meetings"),
        help_text=_("Of the work plan. The members of the group see their days and agenda."),
    )
    risks = models.ManyToManyField(
        "workpackages.Risk",
        blank=True,
        related_name="buyer_groups",
        verbose_name=_("risks"),
        help_text=_("Of the project's register. The members of the group see them."),
    )
    dossier = models.OneToOneField(
        "records.Dossier", models.PROTECT, null=True, editable=False, related_name="+"
    )
    is_illustrative = models.BooleanField(
        _("illustrative"), default=False, help_text=_("Invented for the demo.")
    )

    objects = BuyerGroupQuerySet.as_manager()
    history = History(excluded_fields=["dossier"])

    class Meta:
        verbose_name = _("buyer group")
        verbose_name_plural = _("buyer groups")
        ordering = ["project", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "slug"],
                name="buyer_group_slug_once",
                violation_error_message=_("Another group of this project has this address."),
                violation_error_code="slug",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("buyers:group", args=[self.project.slug, self.slug])

    def clean(self):
        super().clean()
        if self.task_id and self.task.project_id != self.project_id:
            raise ValidationError({"task": _("This is another project's task.")})
        if self.lead_procurer_id and self.lead_procurer.group_id != self.pk:
            raise ValidationError({"lead_procurer": _("The lead procurer is no member.")})


class BuyerMembership(SpeaksAtFields):
    """An organisation in a buyer group, in one tier, from one day to another (both included).

    A change of tier ends one membership and begins the next, so the past stays readable.
    """

    group = models.ForeignKey(
        BuyerGroup, models.PROTECT, related_name="memberships", verbose_name=_("buyer group")
    )
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    tier = models.CharField(_("tier"), max_length=10, choices=Tier, default=Tier.AUTHORITY)
    since = models.DateField(_("from"))
    until = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day."))

    objects = BuyerMembershipQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("member of a buyer group")
        verbose_name_plural = _("members of buyer groups")
        ordering = ["group", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "organisation"],
                condition=Q(until__isnull=True),
                name="buyer_membership_once",
                violation_error_message=_("This organisation is already a member."),
                violation_error_code="organisation",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="buyer_membership_until_after_since",
                violation_error_message=_("The last day lies before the first."),
                violation_error_code="until",
            ),
        ]

    def __str__(self):
        return f"{self.organisation.short_name} ({self.get_tier_display()})"

    def clean(self):
        super().clean()
        same = BuyerMembership.objects.filter(
            group=self.group_id, organisation=self.organisation_id
        ).exclude(pk=self.pk)
        if self.since and same.overlapping(self.since, self.until).exists():
            raise ValidationError(
                {"since": _("This organisation is a member on some of these days already.")}
            )


class BuyerPerson(SpeaksAtFields):
    """A person named by a member organisation: they see the group, may attend its trainings."""

    membership = models.ForeignKey(
        BuyerMembership, models.PROTECT, related_name="people", verbose_name=_("member")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="buyer_places",
        verbose_name=_("person"),
    )
    function = models.CharField(_("function"), max_length=100, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day."))

    objects = BuyerPersonQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("buyer's person")
        verbose_name_plural = _("buyers' people")
        ordering = ["membership", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "person"],
                condition=Q(until__isnull=True),
                name="buyer_person_once",
                violation_error_message=_("This person is already named."),
                violation_error_code="person",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="buyer_person_until_after_since",
                violation_error_message=_("The last day lies before the first."),
                violation_error_code="until",
            ),
        ]

    def __str__(self):
        return f"{self.person} ({self.membership.organisation.short_name})"
