"""Renditions of photos. Workers make those of the photos that are there (ingest/photos/rendering.py)."""

from django.db import migrations, models

# Whoever gives a photo another file, by whichever way: the renditions are of the former one.
TRIGGER = """
CREATE FUNCTION catalog_photo_refiled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.rendition_bytes := NULL;
    RETURN NEW;
END $$;

CREATE TRIGGER photo_refiled BEFORE UPDATE OF file ON catalog_photo
    FOR EACH ROW WHEN (OLD.file IS DISTINCT FROM NEW.file)
    EXECUTE FUNCTION catalog_photo_refiled();
"""
DROP_TRIGGER = """
DROP TRIGGER photo_refiled ON catalog_photo;
DROP FUNCTION catalog_photo_refiled;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0034_merchants_synonyms")]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="rendition_bytes",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(
                condition=models.Q(
                    ("rendition_bytes__isnull", True), models.Q(("file", ""), _negated=True)
                ),
                fields=["id"],
                name="photo_unrendered",
            ),
        ),
        migrations.RunSQL(TRIGGER, DROP_TRIGGER),
    ]
