from django.db import migrations, models

import catalog.models.brand

# A brand without letters and digits is compared as it is.
BRAND_KEY = """
CREATE FUNCTION catalog_brand_key(spelling text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce(nullif(catalog_phrase_key(spelling), ''), spelling)
"""
DROP_BRAND_KEY = "DROP FUNCTION catalog_brand_key"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0015_synonyms")]

    operations = [
        migrations.RunSQL(BRAND_KEY, DROP_BRAND_KEY),
        migrations.AddField(
            model_name="product",
            name="brand_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=catalog.models.brand.BrandKey("brand"),
                output_field=models.TextField(),
            ),
        ),
        migrations.RemoveIndex(model_name="product", name="product_brand_key"),
        migrations.RemoveIndex(model_name="product", name="product_brand"),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["brand_key"], include=("active", "merchant", "id"), name="product_brand"
            ),
        ),
        migrations.RemoveIndex(model_name="product", name="product_price"),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["current_price"],
                include=("active", "merchant", "id", "currency"),
                name="product_price",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["currency"], name="product_currency"),
        ),
    ]
