"""`manage.py translations`: the catalogues say what locale/scope.txt names, and are compiled."""

from django.core.management import BaseCommand

from core import translating


class Command(BaseCommand):
    help = "Brings the catalogues up to date, compiles them and says what has no translation yet."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--gaps", action="store_true", help="show each of them")

    def handle(self, *args, gaps=False, **options):
        wanted = translating.messages()
        for code in translating.CODES:
            path = translating.path_of(code)
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue = translating.brought_up_to_date(code, wanted)
            catalogue.save(str(path))
            catalogue.save_as_mofile(str(path.with_suffix(".mo")))
            missing = [entry for entry in catalogue if not translating.is_translated(entry)]
            self.stdout.write(f"{code}: {len(wanted)} messages, {len(missing)} without translation")
            for entry in missing if gaps else ():
                self.stdout.write(f"  {entry.msgid!r}  ({entry.occurrences[0][0]})")
