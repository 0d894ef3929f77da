"""What other things hold: a dossier of comments, followers and files with their versions.

Nothing here has an address or a right of its own: whoever may see the thing that holds a dossier
may read it, and the pages of that thing check so before they serve it.
"""

import secrets

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import Searchable, SearchTextField
from records.querysets import (
    CommentQuerySet,
    FileQuerySet,
    FollowerQuerySet,
    VersionQuerySet,
)

LONGEST_COMMENT = 10_000  # characters


class Dossier(models.Model):
    """The comments, followers and files of one thing, which points here by a foreign key.

    Made when the first of them comes, see `records.dossiers.opened`.
    """

    project = models.ForeignKey(
        "partners.Project", models.PROTECT, related_name="+", verbose_name=_("project")
    )

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")

    def __str__(self):
        return str(self.pk)


class Comment(Searchable):
    """A remark. Its author may change it for an hour and take it back; the row stays."""

    dossier = models.ForeignKey(
        Dossier, models.PROTECT, related_name="comments", verbose_name=_("dossier")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    text = models.TextField(
        _("comment"), max_length=LONGEST_COMMENT, validators=[MaxLengthValidator(LONGEST_COMMENT)]
    )
    written_at = models.DateTimeField(_("written"))
    edited_at = models.DateTimeField(_("changed"), null=True, editable=False)
    retracted_at = models.DateTimeField(_("taken back"), null=True, editable=False)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("taken back by"),
    )
    # Given where an administrator took it out, empty where its author took it back.
    retracted_for = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    search_text = SearchTextField(sources=("text",))

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["dossier", "written_at", "pk"]

    def __str__(self):
        return self.text[:60]


class Follower(models.Model):
    """Whether a person hears of what happens to a thing.

    No row: by their part in it alone (its lead, its reviewer). `follows` false: they asked not to.
    """

    dossier = models.ForeignKey(
        Dossier, models.PROTECT, related_name="followers", verbose_name=_("dossier")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    follows = models.BooleanField(_("follows"), default=True)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering = ["dossier", "person"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "person"], name="follower_once"),
        ]

    def __str__(self):
        return str(self.person)


class File(Searchable):
    """A file, called as its newest version is; no two in use have the same name."""

    dossier = models.ForeignKey(
        Dossier, models.PROTECT, related_name="files", verbose_name=_("dossier")
    )
    name = models.CharField(_("name"), max_length=150)
    removed_at = models.DateTimeField(_("taken out"), null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("taken out by"),
    )
    # Given where an administrator took it out: then only they put it back.
    removed_for = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    search_text = SearchTextField(sources=("name",))

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["dossier", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "name"],
                condition=Q(removed_at__isnull=True),
                name="file_name_once",
            ),
        ]

    def __str__(self):
        return self.name


def stored_name(version, filename) -> str:
    """Where a version lies: a random name without anything of the uploader's in it."""
    return f"records/{secrets.token_hex(1)}/{secrets.token_urlsafe(24)}"


class Version(models.Model):
    """One upload. `sha256` is of its bytes; `content_type` is what we found it to be."""

    file = models.ForeignKey(File, models.PROTECT, related_name="versions", verbose_name=_("file"))
    number = models.PositiveSmallIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=150, help_text=_("As it was uploaded."))
    content = models.FileField(_("content"), upload_to=stored_name, max_length=120)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("Bytes."))
    sha256 = models.CharField(max_length=64)
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["file", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="version_number_once"),
        ]

    def __str__(self):
        return f"{self.name} ({self.number})"
