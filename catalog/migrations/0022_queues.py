"""Work that is claimed from merchants in turn, hosts of photos, and their revalidation."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

STATES = [("pending", "Pending"), ("ready", "Ready"), ("failed", "Failed")]

# The merchant of a product is kept beside its pending state, because a claim takes from merchants in
# turn, by an index.
INDEXING = """
CREATE OR REPLACE FUNCTION catalog_mark_pending(changed bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO catalog_productindexing (product_id, merchant_id, state, reason, attempts, due_at)
    SELECT id, merchant_id, 'pending', '', 0, now() FROM catalog_product WHERE id = changed
    ON CONFLICT (product_id)
    DO UPDATE SET state = 'pending', reason = '', attempts = 0, due_at = now()
$$;

CREATE FUNCTION catalog_indexing_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_productindexing SET merchant_id = NEW.merchant_id WHERE product_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER indexing_moved AFTER UPDATE OF merchant_id ON catalog_product
    FOR EACH ROW WHEN (OLD.merchant_id <> NEW.merchant_id)
    EXECUTE FUNCTION catalog_indexing_moved();
"""
UNDO_INDEXING = """
DROP TRIGGER indexing_moved ON catalog_product;
DROP FUNCTION catalog_indexing_moved;
CREATE OR REPLACE FUNCTION catalog_mark_pending(changed bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO catalog_productindexing (product_id, state, reason, attempts, due_at)
    VALUES (changed, 'pending', '', 0, now())
    ON CONFLICT (product_id)
    DO UPDATE SET state = 'pending', reason = '', attempts = 0, due_at = now()
$$;
"""

FILL_MERCHANTS = """
UPDATE catalog_productindexing indexing SET merchant_id = product.merchant_id
FROM catalog_product product WHERE product.id = indexing.product_id
"""

# As in catalog/models/photo_host.py, at most 255 characters.
HOST_NAME = """
CREATE FUNCTION catalog_host_of(url text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(left(coalesce(substring(url FROM '^[^:/]+://([^/?#]*)'), ''), 255));
"""

# Photos that were fetched before count as checked now: pictures of a whole catalog need not be
# compared at the next import.
FILL_HOSTS = """
INSERT INTO catalog_photohost (merchant_id, name, state, reason, attempts, due_at)
SELECT product.merchant_id, catalog_host_of(photo.source_url),
       CASE WHEN bool_or(photo.state = 'pending') THEN 'pending' ELSE 'ready' END, '', 0, now()
FROM catalog_photo photo JOIN catalog_product product ON product.id = photo.product_id
WHERE photo.source_url <> '' GROUP BY 1, 2;

UPDATE catalog_photo photo
SET host_id = host.id, checked_at = CASE WHEN photo.state = 'ready' THEN now() END
FROM catalog_product product, catalog_photohost host
WHERE photo.source_url <> '' AND product.id = photo.product_id
  AND (host.merchant_id, host.name) = (product.merchant_id, catalog_host_of(photo.source_url));
"""

# The second trigger locks the hosts even if it changes none of them. So a worker that ends a visit
# waits for the photos that are being written, and then sees them: it looks for waiting photos after
# it has locked its host. Hosts are locked in one order, against deadlocks.
PHOTOS = """
CREATE FUNCTION catalog_photo_host() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_merchant bigint;
    host_name text := catalog_host_of(NEW.source_url);
BEGIN
    IF NEW.source_url = '' THEN
        NEW.host_id := NULL;
        RETURN NEW;
    END IF;
    SELECT merchant_id INTO of_merchant FROM catalog_product WHERE id = NEW.product_id;
    IF of_merchant IS NULL THEN
        RETURN NEW;  -- the foreign key refuses it
    END IF;
    LOOP
        SELECT id INTO NEW.host_id FROM catalog_photohost
        WHERE merchant_id = of_merchant AND name = host_name;
        EXIT WHEN FOUND;
        INSERT INTO catalog_photohost (merchant_id, name, state, reason, attempts, due_at)
        VALUES (of_merchant, host_name, 'ready', '', 0, now())
        ON CONFLICT (merchant_id, name) DO NOTHING;
    END LOOP;
    RETURN NEW;
END $$;

CREATE TRIGGER photo_host_set BEFORE INSERT OR UPDATE OF source_url ON catalog_photo
    FOR EACH ROW EXECUTE FUNCTION catalog_photo_host();

CREATE FUNCTION catalog_photos_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    hosts bigint[];
BEGIN
    SELECT array_agg(id) INTO hosts FROM (
        SELECT id FROM catalog_photohost
        WHERE id IN (
            SELECT host_id FROM changed WHERE state = 'pending' OR revalidation = 'pending'
        )
        ORDER BY id FOR NO KEY UPDATE
    ) AS locked;
    IF hosts IS NOT NULL THEN
        UPDATE catalog_photohost SET state = 'pending', reason = '', attempts = 0, due_at = now()
        WHERE id = ANY (hosts) AND state <> 'pending';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER photos_added AFTER INSERT ON catalog_photo REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_photos_waiting();

CREATE TRIGGER photos_changed AFTER UPDATE ON catalog_photo REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_photos_waiting();
"""
UNDO_PHOTOS = """
DROP TRIGGER photos_changed ON catalog_photo;
DROP TRIGGER photos_added ON catalog_photo;
DROP FUNCTION catalog_photos_waiting;
DROP TRIGGER photo_host_set ON catalog_photo;
DROP FUNCTION catalog_photo_host;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0021_import_journal_and_undo"),
    ]

    operations = [
        migrations.CreateModel(
            name="PhotoHost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(choices=STATES, default="pending", max_length=10)),
                ("reason", models.TextField(blank=True, help_text="Why it failed, and what to do.")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("name", models.CharField(help_text="With the port, if there is one.", max_length=255)),
                ("merchant", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="photo_hosts", to="catalog.merchant")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("state", "pending")), fields=["merchant", "due_at"], name="photo_host_due")],
                "constraints": [models.UniqueConstraint(fields=("merchant", "name"), name="photo_host_name")],
            },
        ),
        migrations.RemoveIndex("photo", "photo_due"),
        migrations.RemoveIndex("productindexing", "indexing_due"),
        migrations.AddField("photo", "checked_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddField("photo", "etag", models.CharField(blank=True, db_default="", default="", editable=False, max_length=300)),
        migrations.AddField("photo", "last_modified", models.CharField(blank=True, db_default="", default="", editable=False, max_length=300)),
        migrations.AddField(
            "photo", "revalidation",
            models.CharField(blank=True, choices=[("", "None"), ("pending", "Pending"), ('failed', 'Failed')], default="", db_default="", editable=False, max_length=10),
        ),
        migrations.AddField(
            "photo", "import_run",
            models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="photos", to="catalog.importrun"),
        ),
        migrations.AddField(
            "photo", "host",
            models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="photos", to="catalog.photohost"),
        ),
        migrations.AlterField(
            "photo", "source_sha256",
            models.CharField(blank=True, help_text="Of the file in the feed or at the address, to recognise it the next time.", max_length=64),
        ),
        migrations.AddField(
            "productindexing", "merchant",
            models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="catalog.merchant"),
        ),
        migrations.RunSQL(FILL_MERCHANTS, migrations.RunSQL.noop),
        migrations.AlterField(
            "productindexing", "merchant",
            models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="catalog.merchant"),
        ),
        migrations.RunSQL(INDEXING, UNDO_INDEXING),
        migrations.RunSQL(HOST_NAME, "DROP FUNCTION catalog_host_of"),
        migrations.RunSQL(FILL_HOSTS, migrations.RunSQL.noop),
        # The deferred foreign keys of what was filled in, since the next statements alter the tables.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddIndex(
            "productindexing",
            models.Index(condition=models.Q(("state", "pending")), fields=["merchant", "due_at"], name="indexing_due"),
        ),
        migrations.AddIndex(
            "photo",
            models.Index(condition=models.Q(("state", "pending"), ("revalidation", "pending"), _connector="OR"), fields=["host", "due_at"], name="photo_due"),
        ),
        migrations.AddIndex(
            "photo",
            models.Index(condition=models.Q(("import_run__isnull", False)), fields=["import_run", "state", "revalidation"], name="photo_of_run"),
        ),
        migrations.RunSQL(PHOTOS, UNDO_PHOTOS),
    ]
