"""Enter the official code lists: `manage.py load_codelists [--cpv FILE] [--nuts FILE]`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from buyers import codes


class Command(BaseCommand):
    help = (
        "Enters the codes of CPV and NUTS: those that the portal brings along, or those of the "
        "files that are named. Run again it changes only what is new."
    )

    def add_arguments(self, parser):
        parser.add_argument("--cpv", metavar="FILE", type=Path, help="CPV codes as CSV.")
        parser.add_argument("--nuts", metavar="FILE", type=Path, help="NUTS regions as CSV.")

    def handle(self, *, cpv, nuts, **options):
        named = {"CPV": cpv, "NUTS": nuts}
        if cpv or nuts:
            files = {scheme: path for scheme, path in named.items() if path}
        else:
            files = codes.FILES
        lists = {scheme: self.read(path, scheme) for scheme, path in files.items()}
        with transaction.atomic():
            loaded = [codes.load(scheme=scheme, labels=labels) for scheme, labels in lists.items()]
        for each in loaded:
            stay = f", {each.left_out} that it no longer has stay" if each.left_out else ""
            self.stdout.write(
                f"{each.scheme}: {each.added} codes added, {each.renamed} renamed{stay}."
            )

    def read(self, path: Path, scheme: str) -> dict[str, str]:
        try:
            return codes.read(path, scheme)
        except (codes.BrokenListError, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise CommandError(f"{path}: {why}. Nothing was entered.") from error
