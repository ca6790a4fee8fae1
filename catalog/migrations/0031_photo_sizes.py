"""The sizes of stored photos. A worker measures those that are there (ingest/photos/sizes.py)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0030_bulk_edits")]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="file_bytes",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(
                condition=models.Q(("file_bytes__isnull", True), models.Q(("file", ""), _negated=True)),
                fields=["id"],
                name="photo_unmeasured",
            ),
        ),
    ]
