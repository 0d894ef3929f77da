"""The agenda of a training was a text of one line an item, its co-hosts one line: rows now."""

from django.db import migrations


def as_rows(apps, schema_editor):
    Training, AgendaItem, CoHost = (
        apps.get_model("trainings", name) for name in ("Training", "AgendaItem", "CoHost")
    )
    items, cohosts = [], []
    for training in Training.objects.exclude(agenda="", cohosts="").iterator():
        lines = [line.strip()[:200] for line in training.agenda.splitlines() if line.strip()]
        items += [
            AgendaItem(training=training, position=position, title=line)
            for position, line in enumerate(lines, 1)
        ]
        if training.cohosts.strip():
            cohosts.append(CoHost(training=training, name=training.cohosts.strip()[:150]))
    AgendaItem.objects.bulk_create(items, batch_size=500)
    CoHost.objects.bulk_create(cohosts, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("trainings", "0002_invitations_to_a_full_room")]

    # The texts stay, in words for mails and calendars, so there is nothing to take back.
    operations = [migrations.RunPython(as_rows, migrations.RunPython.noop)]
