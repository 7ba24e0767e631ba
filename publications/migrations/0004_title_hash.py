from django.db import migrations, models

from portal.kit.text import key_hash

AT_ONCE = 5000


def hash_titles(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute(
                "SELECT id, title_key FROM publications_publication "
                "WHERE id > %s ORDER BY id LIMIT %s",
                [last, AT_ONCE],
            )
            rows = cursor.fetchall()
            if not rows:
                break
            cursor.executemany(
                "UPDATE publications_publication SET title_hash = %s WHERE id = %s",
                [(key_hash(key), pk) for pk, key in rows],
            )
            last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [("publications", "0003_documents")]
    operations = [
        migrations.AddField(
            model_name="publication",
            name="title_hash",
            field=models.BigIntegerField(
                db_index=True,
                default=0,
                editable=False,
                help_text="Finds a title_key, which is too long for an index; two may have the "
                "same.",
            ),
        ),
        migrations.RunPython(hash_titles, migrations.RunPython.noop),
    ]
