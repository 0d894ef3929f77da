"""The code lists of the framework programmes.

Horizon 2020: footnotes of the form of Annex 1, part A. Horizon Europe: proposal template, part B.
FP7: what its deliverable lists carry.
"""

from django.db import migrations

H2020_TYPES = [
    ("R", "document, report"),
    ("DEM", "demonstrator, pilot, prototype, plan designs"),
    ("DEC", "websites, patent filings, press and media actions, videos"),
    ("OTHER", "software, technical diagram"),
    ("ORDP", "open research data pilot"),
    ("ETHICS", "ethics requirement"),
]
H2020_LEVELS = [
    ("PU", "public"),
    ("CO", "confidential, only for the consortium and the Commission services"),
    ("EU-RES", "classified: restreint UE"),
    ("EU-CON", "classified: confidentiel UE"),
    ("EU-SEC", "classified: secret UE"),
]
HORIZON_TYPES = [
    ("R", "document, report"),
    ("DEM", "demonstrator, pilot, prototype, plan designs"),
    ("DEC", "websites, patent filings, press and media actions, videos"),
    ("DATA", "data sets, microdata"),
    ("DMP", "data management plan"),
    ("ETHICS", "deliverables related to ethics issues"),
    ("SECURITY", "deliverables related to security issues"),
    ("OTHER", "software, technical diagram, algorithms, models"),
]
HORIZON_LEVELS = [
    ("PU", "public"),
    ("SEN", "sensitive, limited under the conditions of the grant agreement"),
    ("R-UE/EU-R", "EU restricted"),
    ("C-UE/EU-C", "EU confidential"),
    ("S-UE/EU-S", "EU secret"),
]
FP7_TYPES = [("R", "report"), ("P", "prototype"), ("D", "demonstrator"), ("O", "other")]
FP7_LEVELS = [
    ("PU", "public"),
    ("PP", "restricted to other programme participants"),
    ("RE", "restricted to a group specified by the consortium"),
    ("CO", "confidential, only for members of the consortium"),
]
LISTS = {
    ("H2020", "type"): H2020_TYPES,
    ("H2020", "level"): H2020_LEVELS,
    ("HE", "type"): HORIZON_TYPES,
    ("HE", "level"): HORIZON_LEVELS,
    ("FP7", "type"): FP7_TYPES,
    ("FP7", "level"): FP7_LEVELS,
    ("OTHER", "type"): [("R", "document, report"), ("OTHER", "other")],
    ("OTHER", "level"): [("PU", "public"), ("CO", "confidential")],
}


def enter(apps, schema_editor):
    Code = apps.get_model("workpackages", "Code")
    Code.objects.bulk_create(
        Code(programme=programme, list=name, code=code, label=label, position=position)
        for (programme, name), rows in LISTS.items()
        for position, (code, label) in enumerate(rows, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("workpackages", "0002_work_plan")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
