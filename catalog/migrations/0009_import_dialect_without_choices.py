# Dialects are listed in catalog/ingest/dialects/registry.py. The database is not changed.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0008_query_photo_files"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importrun",
            name="dialect",
            field=models.CharField(blank=True, max_length=20, verbose_name="kind of table"),
        ),
    ]
