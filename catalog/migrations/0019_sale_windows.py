from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Least

# Postgres writes a call of these functions out in the statement, so that they cost no call.
SALE_IS_ON = """
CREATE FUNCTION catalog_sale_is_on(
    sale_starts timestamptz, sale_ends timestamptz, instant timestamptz
) RETURNS boolean IMMUTABLE PARALLEL SAFE
RETURN (sale_starts IS NULL OR sale_starts <= instant) AND (sale_ends IS NULL OR instant < sale_ends)
"""
DROP_SALE_IS_ON = "DROP FUNCTION catalog_sale_is_on"
PRICE_AT = """
CREATE FUNCTION catalog_price_at(
    price numeric, sale_price numeric, sale_starts timestamptz, sale_ends timestamptz,
    instant timestamptz
) RETURNS numeric IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN catalog_sale_is_on(sale_starts, sale_ends, instant)
            THEN least(price, sale_price) ELSE price END
"""
DROP_PRICE_AT = "DROP FUNCTION catalog_price_at"
# The exact conditions on rows that the lowest price has chosen. Few of these are left out, but
# Postgres would take the two conditions for independent, and expect a fraction of the rows. Of
# "nullif(...) IS NOT NULL" it expects nearly all.
PRICED_FROM = """
CREATE FUNCTION catalog_priced_from(
    price numeric, sale_price numeric, sale_starts timestamptz, sale_ends timestamptz,
    low numeric, instant timestamptz
) RETURNS boolean IMMUTABLE PARALLEL SAFE
RETURN nullif(
    least(price, sale_price) >= low
    OR price >= low AND NOT catalog_sale_is_on(sale_starts, sale_ends, instant), FALSE) IS NOT NULL
"""
DROP_PRICED_FROM = "DROP FUNCTION catalog_priced_from"
PRICED_UP_TO = """
CREATE FUNCTION catalog_priced_up_to(
    price numeric, sale_starts timestamptz, sale_ends timestamptz,
    high numeric, instant timestamptz
) RETURNS boolean IMMUTABLE PARALLEL SAFE
RETURN nullif(
    price <= high OR catalog_sale_is_on(sale_starts, sale_ends, instant), FALSE) IS NOT NULL
"""
DROP_PRICED_UP_TO = "DROP FUNCTION catalog_priced_up_to"
# Statistics of the expression in the index, which choose how searches with a price run. An empty
# table has none to collect.
ANALYZE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM catalog_product) THEN ANALYZE catalog_product; END IF;
END $$
"""
HAS_WINDOW = Q(sale_starts__isnull=False) | Q(sale_ends__isnull=False)


class Migration(migrations.Migration):
    """No statement rewrites the table. The index is built in about a second for 100,000 products.

    Backwards, the generated column is computed for all products.
    """

    dependencies = [("catalog", "0018_import_counts_and_locks")]

    operations = [
        migrations.RunSQL(SALE_IS_ON, DROP_SALE_IS_ON),
        migrations.RunSQL(PRICE_AT, DROP_PRICE_AT),
        migrations.RunSQL(PRICED_FROM, DROP_PRICED_FROM),
        migrations.RunSQL(PRICED_UP_TO, DROP_PRICED_UP_TO),
        migrations.AddField(
            model_name="merchant",
            name="time_zone",
            field=models.CharField(
                db_default="UTC",
                default="UTC",
                help_text="Of the dates of sales in feeds that name none.",
                max_length=64,
            ),
        ),
        migrations.RemoveIndex(model_name="product", name="product_price"),
        migrations.RemoveField(model_name="product", name="current_price"),
        migrations.AddField(
            model_name="product",
            name="sale_starts",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="sale_ends",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=Q(sale_starts__lt=F("sale_ends")),
                name="product_sale_window_not_empty",
                violation_error_message="The sale must end after it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=Q(sale_price__isnull=False) | ~HAS_WINDOW,
                name="product_sale_window_of_sale",
                violation_error_message="Give a sale price, or clear its start and end.",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                Least("price", "sale_price"),
                include=[
                    "active", "merchant", "id", "currency",
                    "price", "sale_price", "sale_starts", "sale_ends",
                ],
                name="product_price",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["price"],
                include=["sale_price", "sale_starts", "sale_ends"],
                condition=HAS_WINDOW,
                name="product_dated_price",
            ),
        ),
        migrations.RunSQL(ANALYZE, migrations.RunSQL.noop),
    ]
