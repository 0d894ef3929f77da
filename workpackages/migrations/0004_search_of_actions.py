from django.db import migrations

import core.fields
from core.text import fold


def fill(apps, schema_editor):
    for name in ("Action", "Decision"):
        model = apps.get_model("workpackages", name)
        for row in model.objects.only("text").iterator():
            model.objects.filter(pk=row.pk).update(search_text=fold(row.text))


class Migration(migrations.Migration):
    dependencies = [("workpackages", "0003_code_lists")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="search_text",
            field=core.fields.SearchTextField(sources=("text",)),
        )
        for name in ("action", "decision")
    ] + [migrations.RunPython(fill, migrations.RunPython.noop)]
