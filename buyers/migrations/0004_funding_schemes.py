"""The funding schemes that the portal comes with. Rates differ by programme and period.

Horizon 2020: Work Programmes, General Annexes D and E, as funding shares of the eligible costs of
PPI, PCP and coordination actions. Horizon Europe: General Annexes. Cohesion policy: Regulation (EU)
No 1303/2013, Art. 120(3), and Regulation (EU) 2021/1060, Art. 112(3): highest rates of an axis.
"""

from datetime import date

from django.db import migrations

H2020 = "Horizon 2020 Work Programme, General Annexes"
HORIZON = "Horizon Europe Work Programme, General Annexes"
OLD_RULES = "Regulation (EU) No 1303/2013, Art. 120(3)"
NEW_RULES = "Regulation (EU) 2021/1060, Art. 112(3)"

# kind, name, highest rate in percent, EU money, from, to, source
SCHEMES = [
    ("budget", "Own budget", None, False, None, None, ""),
    ("grant", "Horizon 2020, PPI (2014-2015)", 20, True, (2014, 1, 1), (2015, 12, 31), H2020),
    ("grant", "Horizon 2020, PPI (2016-2020)", 35, True, (2016, 1, 1), None, H2020),
    ("grant", "Horizon 2020, PCP (2014-2015)", 70, True, (2014, 1, 1), (2015, 12, 31), H2020),
    ("grant", "Horizon 2020, PCP (2016-2020)", 90, True, (2016, 1, 1), None, H2020),
    ("grant", "Horizon 2020, CSA", 100, True, (2014, 1, 1), None, H2020),
    ("grant", "Horizon Europe, PPI", 50, True, (2021, 1, 1), None, HORIZON),
    ("grant", "Horizon Europe, PCP", 100, True, (2021, 1, 1), None, HORIZON),
    ("grant", "National innovation agency", None, False, None, None, ""),
    (
        *("structural", "ERDF 2014-2020, less developed region", 85, True),
        *((2014, 1, 1), (2023, 12, 31), OLD_RULES),
    ),
    (
        *("structural", "ERDF 2014-2020, transition region", 60, True),
        *((2014, 1, 1), (2023, 12, 31), OLD_RULES),
    ),
    (
        *("structural", "ERDF 2014-2020, more developed region", 50, True),
        *((2014, 1, 1), (2023, 12, 31), OLD_RULES),
    ),
    (
        *("structural", "ERDF 2021-2027, less developed region", 85, True),
        *((2021, 1, 1), (2029, 12, 31), NEW_RULES),
    ),
    (
        *("structural", "ERDF 2021-2027, transition region", 60, True),
        *((2021, 1, 1), (2029, 12, 31), NEW_RULES),
    ),
    (
        *("structural", "ERDF 2021-2027, more developed region", 40, True),
        *((2021, 1, 1), (2029, 12, 31), NEW_RULES),
    ),
    ("loan", "EIB loan", None, False, None, None, ""),
    ("loan", "Bank loan", None, False, None, None, ""),
    ("lease", "Leasing", None, False, None, None, ""),
    ("pay_per_use", "Pay per use", None, False, None, None, ""),
    ("shared_savings", "Shared savings", None, False, None, None, ""),
]


def enter(apps, schema_editor):
    scheme = apps.get_model("buyers", "FundingScheme")
    scheme.objects.bulk_create(
        scheme(
            kind=kind,
            name=name,
            rate=rate,
            is_eu=is_eu,
            valid_from=begins and date(*begins),
            valid_until=ends and date(*ends),
            source=source,
            position=position,
        )
        for position, (kind, name, rate, is_eu, begins, ends, source) in enumerate(SCHEMES)
    )


class Migration(migrations.Migration):
    dependencies = [("buyers", "0003_feasibility")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
