from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from catalog.models import ImportRun, Membership, Product, QueryPhoto, QueryPhotoFile, Search
from catalog.search.understanding.names import Name, name_of


@pytest.mark.django_db
def test_no_model_change_lacks_a_migration() -> None:
    # Exits with 1 when one is missing.
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.fixture
def before_query_photo_files(transactional_db: None) -> Iterator[None]:
    call_command("migrate", "catalog", "0007", verbosity=0)
    yield
    call_command("migrate", "catalog", verbosity=0)


STORED_BEFORE = """
INSERT INTO catalog_queryphoto (id, file, sha256, created_at, expires_at)
SELECT gen_random_uuid(), 'queries/2026/01/01/' || n || '.jpg', 'the same', now(),
       now() + n * interval '1 hour'
FROM generate_series(1, 3) AS n
"""


@pytest.mark.slow
@pytest.mark.usefixtures("before_query_photo_files")
def test_query_photos_survive_migrating_to_shared_files_and_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute(STORED_BEFORE)
        cursor.execute(
            "INSERT INTO catalog_search (id, photo_id, parameters, created_at, expires_at) "
            "SELECT gen_random_uuid(), id, '{}', now(), expires_at FROM catalog_queryphoto"
        )
    call_command("migrate", "catalog", verbosity=0)
    assert QueryPhotoFile.objects.count() == Search.objects.count() == 3
    for photo in QueryPhoto.objects.select_related("stored"):
        assert photo.expires_at == photo.stored.expires_at
    names = {photo.file.name for photo in QueryPhoto.objects.all()}
    assert names == {f"queries/2026/01/01/{n}.jpg" for n in (1, 2, 3)}
    call_command("migrate", "catalog", "0007", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT file FROM catalog_queryphoto")
        assert {row[0] for row in cursor.fetchall()} == names


@pytest.fixture
def before_languages(transactional_db: None) -> Iterator[None]:
    call_command("migrate", "catalog", "0011", verbosity=0)
    yield
    call_command("migrate", "catalog", verbosity=0)


PRODUCT_BEFORE = """
WITH merchant AS (
    INSERT INTO catalog_merchant (name, slug, active, currency, shop_url)
    VALUES ('Ada''s', 'adas', TRUE, 'EUR', '') RETURNING id)
INSERT INTO catalog_product (merchant_id, external_id, group_id, title, description, url, price,
                             currency, availability, brand, gtin, mpn, attributes, tags, active,
                             created_at, updated_at)
SELECT id, 'KX-601', '', 'Straßenlampen', 'Für draußen', '', 10, 'EUR', 'in_stock', 'Élan', '', '',
       '{"colour": "blue"}', '["Lamp"]', TRUE, now(), now()
FROM merchant
"""


@pytest.mark.slow
@pytest.mark.usefixtures("before_languages")
def test_products_get_the_language_of_the_setting_and_their_keys_by_migrating(
    settings: Settings,
) -> None:
    settings.SHOP_LANGUAGE = "german"
    with connection.cursor() as cursor:
        cursor.execute(PRODUCT_BEFORE)
        cursor.execute("SELECT search_document FROM catalog_product")
        before = cursor.fetchone()
    call_command("migrate", "catalog", verbosity=0)
    product = Product.objects.select_related("merchant").get()
    assert product.language == product.merchant.language == "german"
    assert product.identifier_keys == ["kx601"]
    assert "'strassenlamp':1A" in product.search_document
    assert name_of("strassenlampen") is Name.TITLE
    call_command("migrate", "catalog", "0011", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_document FROM catalog_product")
        assert cursor.fetchone() == before


@pytest.fixture
def before_problem_groups(transactional_db: None) -> Iterator[None]:
    call_command("migrate", "catalog", "0017", verbosity=0)
    yield
    call_command("migrate", "catalog", verbosity=0)


PROBLEMS_BEFORE = """
WITH merchant AS (
    INSERT INTO catalog_merchant (name, slug, active, currency, language, shop_url)
    VALUES ('Ada''s', 'adas', TRUE, 'EUR', 'simple', '') RETURNING id),
run AS (
    INSERT INTO catalog_importrun (merchant_id, file, original_name, dialect, state, reason,
        attempts, due_at, rows_total, rows_read, created, updated, unchanged, failed, created_at)
    SELECT id, '', 'feed.csv', 'google', 'finished', '', 0, now(), 9, 9, 3, 2, 1, 3, now()
    FROM merchant RETURNING id)
INSERT INTO catalog_rowoutcome (run_id, row, external_id, severity, message)
SELECT run.id, row, '', severity, message
FROM run, (VALUES (2, 'error', 'bad'), (3, 'error', 'bad'), (4, 'warning', repeat('long ', 300)))
    AS problem (row, severity, message)
"""


@pytest.mark.slow
@pytest.mark.usefixtures("before_problem_groups")
def test_problems_of_former_imports_are_grouped_by_migrating() -> None:
    with connection.cursor() as cursor:
        cursor.execute(PROBLEMS_BEFORE)
    call_command("migrate", "catalog", verbosity=0)
    run = ImportRun.objects.get()
    assert (run.changed, run.invalid) == (2, 3)
    groups = [(group.severity, group.count) for group in run.problem_groups.worst_first()]
    assert groups == [("error", 2), ("warning", 1)]
    assert [outcome.group.severity for outcome in run.outcomes.all()] == ["error"] * 2 + ["warning"]
    call_command("migrate", "catalog", "0017", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row FROM catalog_rowoutcome ORDER BY row")
        assert cursor.fetchall() == [(2,), (3,), (4,)]


@pytest.fixture
def before_roles(transactional_db: None) -> Iterator[None]:
    call_command("migrate", "catalog", "0025", verbosity=0)
    yield
    call_command("migrate", "catalog", verbosity=0)


def file_of_table(name: str) -> str:
    """The file of the table, which is another one once the table has been rewritten."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relfilenode FROM pg_class WHERE relname = %s", [name])
        return str(cursor.fetchone())


@pytest.mark.slow
@pytest.mark.usefixtures("before_roles")
def test_users_of_merchants_become_owners_without_rewriting_their_table() -> None:
    user = User.objects.create_user("ada")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_merchant (name, slug, active, currency, language, shop_url) "
            "VALUES ('Ada', 'ada', true, 'EUR', 'english', '') RETURNING id"
        )
        merchant = cursor.fetchone()[0]
        insert = "INSERT INTO catalog_merchant_users (merchant_id, user_id) VALUES (%s, %s)"
        cursor.execute(insert, [merchant, user.pk])
    before = file_of_table("catalog_merchant_users")
    call_command("migrate", "catalog", verbosity=0)
    assert file_of_table("catalog_merchant_users") == before
    assert list(Membership.objects.values_list("merchant", "user__username", "role")) == [
        (merchant, "ada", "owner")
    ]
    with connection.cursor() as cursor:  # as an earlier release does
        cursor.execute(insert, [merchant, User.objects.create_user("ben").pk])
    assert Membership.objects.get(user__username="ben").role == "owner"
