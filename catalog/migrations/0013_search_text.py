"""The languages of merchants and products, and products' search documents and keys by 0012."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.conf import settings
from django.db import migrations, models
from psycopg import sql

import catalog.models.merchant

# One statement, because each would rewrite the table. Existing products have the language that the
# merchants have just got, so none needs an update.
NEW_COLUMNS = """
ALTER TABLE catalog_product
    DROP COLUMN search_document,
    ADD COLUMN language varchar(20) DEFAULT {language} NOT NULL,
    ADD COLUMN search_document tsvector GENERATED ALWAYS AS (catalog_search_document(
        language, title, brand, external_id, gtin, mpn, attributes, tags, description)) STORED,
    ADD COLUMN identifier_keys text[] GENERATED ALWAYS AS (catalog_identifier_keys(
        external_id, gtin, mpn)) STORED;
ALTER TABLE catalog_product ALTER COLUMN language SET DEFAULT 'simple';
CREATE INDEX product_search_document ON catalog_product USING gin (search_document);
"""
OLD_COLUMNS = """
ALTER TABLE catalog_product
    DROP COLUMN search_document,
    DROP COLUMN identifier_keys,
    DROP COLUMN language,
    ADD COLUMN search_document tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english'::regconfig, title || ' ' || brand || ' ' || external_id
                                                    || ' ' || gtin || ' ' || mpn), 'A')
        || jsonb_to_tsvector('english'::regconfig, attributes, '["string"]'::jsonb)
        || jsonb_to_tsvector('english'::regconfig, tags, '["string"]'::jsonb)
        || setweight(to_tsvector('english'::regconfig, description), 'C')) STORED;
CREATE INDEX product_search_document ON catalog_product USING gin (search_document);
"""

# Not BEFORE UPDATE: with such a trigger, Postgres would compute every generated column anew when
# only a price changes. FOR SHARE: a change of the merchant's language meanwhile waits for the
# product, or the product for it.
TRIGGERS = """
CREATE FUNCTION catalog_copy_language() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT m.language INTO NEW.language FROM catalog_merchant m
    WHERE m.id = NEW.merchant_id FOR SHARE;
    NEW.language := coalesce(NEW.language, 'simple');
    RETURN NEW;
END $$;

CREATE TRIGGER product_language BEFORE INSERT ON catalog_product
    FOR EACH ROW EXECUTE FUNCTION catalog_copy_language();

CREATE FUNCTION catalog_product_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_product d SET language = m.language
    FROM catalog_merchant m WHERE m.id = d.merchant_id AND d.id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER product_moved AFTER UPDATE OF merchant_id ON catalog_product
    FOR EACH ROW WHEN (OLD.merchant_id IS DISTINCT FROM NEW.merchant_id)
    EXECUTE FUNCTION catalog_product_moved();

-- Locked in the order of everything that changes several products.
CREATE FUNCTION catalog_merchant_language_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM catalog_product WHERE merchant_id = NEW.id ORDER BY external_id FOR UPDATE;
    UPDATE catalog_product SET language = NEW.language WHERE merchant_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER merchant_language AFTER UPDATE OF language ON catalog_merchant
    FOR EACH ROW WHEN (OLD.language IS DISTINCT FROM NEW.language)
    EXECUTE FUNCTION catalog_merchant_language_changed();
"""
DROP_TRIGGERS = """
DROP TRIGGER merchant_language ON catalog_merchant;
DROP TRIGGER product_moved ON catalog_product;
DROP TRIGGER product_language ON catalog_product;
DROP FUNCTION catalog_merchant_language_changed, catalog_product_moved, catalog_copy_language;
"""


def add_columns(apps, schema_editor):
    connection = schema_editor.connection.connection
    language = sql.Literal(settings.SHOP_LANGUAGE).as_string(connection)
    schema_editor.execute(NEW_COLUMNS.format(language=language), params=None)


def restore_columns(apps, schema_editor):
    schema_editor.execute(OLD_COLUMNS, params=None)


def phrase_index(column):
    key = models.Func(column, function="catalog_phrase_key", output_field=models.TextField())
    return models.Index(
        django.contrib.postgres.indexes.OpClass(key, name="text_pattern_ops"),
        name=f"product_{column}_key",
    )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0012_text_functions")]

    operations = [
        migrations.AddField(
            model_name="merchant",
            name="language",
            field=models.CharField(
                choices=[('arabic', 'Arabic'), ('armenian', 'Armenian'), ('basque', 'Basque'), ('catalan', 'Catalan'), ('danish', 'Danish'), ('dutch', 'Dutch'), ('english', 'English'), ('finnish', 'Finnish'), ('french', 'French'), ('german', 'German'), ('greek', 'Greek'), ('hindi', 'Hindi'), ('hungarian', 'Hungarian'), ('indonesian', 'Indonesian'), ('irish', 'Irish'), ('italian', 'Italian'), ('lithuanian', 'Lithuanian'), ('nepali', 'Nepali'), ('norwegian', 'Norwegian'), ('portuguese', 'Portuguese'), ('romanian', 'Romanian'), ('russian', 'Russian'), ('serbian', 'Serbian'), ('spanish', 'Spanish'), ('swedish', 'Swedish'), ('tamil', 'Tamil'), ('turkish', 'Turkish'), ('yiddish', 'Yiddish'), ('simple', 'other: words as they are')],
                default=catalog.models.merchant.default_language,
                help_text="Of titles and descriptions. A change prepares all products anew.",
                max_length=20,
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(add_columns, restore_columns)],
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="language",
                    field=models.CharField(db_default="simple", editable=False, max_length=20),
                ),
                migrations.AlterField(
                    model_name="product",
                    name="search_document",
                    field=models.GeneratedField(
                        db_persist=True,
                        expression=models.Func("language", "title", "brand", "external_id", "gtin", "mpn", "attributes", "tags", "description", function="catalog_search_document"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                migrations.AddField(
                    model_name="product",
                    name="identifier_keys",
                    field=models.GeneratedField(
                        db_persist=True,
                        expression=models.Func("external_id", "gtin", "mpn", function="catalog_identifier_keys"),
                        output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                    ),
                ),
            ],
        ),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
        migrations.AddIndex(
            model_name="product",
            index=django.contrib.postgres.indexes.GinIndex(fields=["identifier_keys"], name="product_identifier_keys"),
        ),
        migrations.AddIndex(model_name="product", index=phrase_index("title")),
        migrations.AddIndex(model_name="product", index=phrase_index("brand")),
    ]
