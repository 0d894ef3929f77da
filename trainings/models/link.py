"""Links in mails that speak for one row, for people without an account."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Linked(models.Model):
    """A row with a personal link: single purpose, expiring, revocable. See trainings.links.

    The secret of the link is made of the portal's key and `link_nonce`, so that each mail can carry
    the same link; by itself this row opens nothing. `link_hash` is the SHA-256 of the secret, by
    which a link is looked up. A new nonce ends the link before.
    """

    link_nonce = models.CharField(max_length=32, blank=True, editable=False)
    link_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    link_ends = models.DateTimeField(_("link ends"), null=True, blank=True, editable=False)

    LINK_COLUMNS = ("link_nonce", "link_hash", "link_ends")

    class Meta:
        abstract = True
