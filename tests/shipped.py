"""The rows that migrations enter, where the tables were made without migrations or were emptied."""

from importlib import import_module

from django.apps import apps

ENTERED_BY = {
    "workpackages.Code": "workpackages.migrations.0003_code_lists",
    "buyers.FundingScheme": "buyers.migrations.0004_funding_schemes",
}


def enter_shipped_rows() -> None:
    """Into those of these tables that are empty."""
    for model, migration in ENTERED_BY.items():
        if not apps.get_model(model).objects.exists():
            import_module(migration).enter(apps, None)
