from django.db import migrations

# Every filter asks whether the merchant is active. Of a table with few rows Postgres gathers
# no statistics by itself, and takes half of all merchants to be so: it expects half of the products.
GATHER = """
ALTER TABLE catalog_merchant
    SET (autovacuum_analyze_threshold = 1, autovacuum_analyze_scale_factor = 0)
"""
AS_BEFORE = """
ALTER TABLE catalog_merchant
    RESET (autovacuum_analyze_threshold, autovacuum_analyze_scale_factor)
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_clicks")]

    operations = [migrations.RunSQL(GATHER, AS_BEFORE)]
