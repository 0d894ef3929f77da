"""Hundreds of rows in one statement."""

from functools import partial
from operator import attrgetter

from django.db import connection, models, transaction

# What these hold is written as it is.
PLAIN = {
    models.BooleanField,
    models.CharField,
    models.EmailField,
    models.ForeignKey,
    models.PositiveSmallIntegerField,
    models.SmallIntegerField,
    models.TextField,
}
INSERT = "INSERT INTO {table} ({columns}) VALUES {rows} ON CONFLICT DO NOTHING"


def insert_new(rows: list[models.Model]) -> None:
    """Insert rows of one model; where one of its unique keys is taken, what is there stays.

    By hand, for `bulk_create` asks each field five times about each value, and takes longer than
    the database. So the columns must hold what is to be written: neither expressions nor what a
    field fills in when it is saved. The rows do not learn their ids.
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    table = connection.ops.quote_name(meta.db_table)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    values_of = attrgetter(*(field.attname for field in fields))
    writers = [
        (place, partial(field.get_db_prep_save, connection=connection))
        for place, field in enumerate(fields)
        if type(field) not in PLAIN
    ]
    one = f"({', '.join(['%s'] * len(fields))})"
    at_once = connection.ops.bulk_batch_size(fields, rows)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            some = rows[start : start + at_once]
            values = []
            for row in some:
                of_row = list(values_of(row))
                for place, write in writers:
                    of_row[place] = write(of_row[place])
                values += of_row
            rows_text = ", ".join([one] * len(some))
            cursor.execute(INSERT.format(table=table, columns=columns, rows=rows_text), values)
