"""What Django's models cannot say: the vector extension, storage, and the pending triggers."""

from django.db import migrations

# Wording or photos changed: the product's vectors are out of date, whoever changed it
# (an import, the admin, plain SQL). An update that changes nothing relevant fires nothing.
TRIGGERS = """
CREATE FUNCTION catalog_mark_pending(changed bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO catalog_productindexing (product_id, state, reason, attempts, due_at)
    VALUES (changed, 'pending', '', 0, now())
    ON CONFLICT (product_id)
    DO UPDATE SET state = 'pending', reason = '', attempts = 0, due_at = now()
$$;

CREATE FUNCTION catalog_product_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_mark_pending(NEW.id);
    RETURN NULL;
END $$;

CREATE TRIGGER product_created AFTER INSERT ON catalog_product
    FOR EACH ROW EXECUTE FUNCTION catalog_product_changed();

CREATE TRIGGER product_reworded AFTER UPDATE OF title, description, brand, attributes
    ON catalog_product FOR EACH ROW
    WHEN ((OLD.title, OLD.description, OLD.brand, OLD.attributes)
          IS DISTINCT FROM (NEW.title, NEW.description, NEW.brand, NEW.attributes))
    EXECUTE FUNCTION catalog_product_changed();

CREATE FUNCTION catalog_photo_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_mark_pending(NEW.product_id);
    RETURN NULL;
END $$;

-- A pending photo has nothing to embed yet; becoming ready, or failing, is the change.
CREATE TRIGGER photo_added AFTER INSERT ON catalog_photo
    FOR EACH ROW WHEN (NEW.state <> 'pending')
    EXECUTE FUNCTION catalog_photo_changed();

CREATE TRIGGER photo_settled AFTER UPDATE OF state, sha256 ON catalog_photo
    FOR EACH ROW WHEN (NEW.state <> 'pending'
                       AND (OLD.state, OLD.sha256) IS DISTINCT FROM (NEW.state, NEW.sha256))
    EXECUTE FUNCTION catalog_photo_changed();

CREATE FUNCTION catalog_photo_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Update only: while the product itself is being deleted there is no row to revive.
    UPDATE catalog_productindexing
    SET state = 'pending', reason = '', attempts = 0, due_at = now()
    WHERE product_id = OLD.product_id;
    RETURN NULL;
END $$;

CREATE TRIGGER photo_removed AFTER DELETE ON catalog_photo
    FOR EACH ROW EXECUTE FUNCTION catalog_photo_removed();
"""

DROP_TRIGGERS = """
DROP TRIGGER photo_removed ON catalog_photo;
DROP TRIGGER photo_settled ON catalog_photo;
DROP TRIGGER photo_added ON catalog_photo;
DROP TRIGGER product_reworded ON catalog_product;
DROP TRIGGER product_created ON catalog_product;
DROP FUNCTION catalog_photo_removed, catalog_photo_changed, catalog_product_changed;
DROP FUNCTION catalog_mark_pending;
"""

# In the row, not out of line: fetching vectors for exact rescoring would else cost a TOAST
# lookup each, and the planner would misjudge the scan.
STORAGE = "ALTER TABLE catalog_embedding ALTER COLUMN joint SET STORAGE PLAIN"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
    ]
