"""The photos of an import on its page: figures, failures by cause, fetching them again."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.ingest.control import start_import
from catalog.models import (
    ImportRun,
    ImportState,
    Merchant,
    Photo,
    PhotoHost,
    Product,
    Revalidation,
    WorkState,
)
from tests.admin.conftest import make_merchant

pytestmark = pytest.mark.django_db
MISSING = "The server answered 404 Not Found. Check the address."


@pytest.fixture
def run(ada: Merchant) -> ImportRun:
    run = start_import(merchant=ada, user=None, file=ContentFile(b"x"), name="feed.csv")
    run.state = ImportState.FINISHED
    run.save()
    return run


def add(run: ImportRun, count: int, **fields: str) -> None:
    product, _ = Product.objects.get_or_create(
        merchant=run.merchant, external_id="mug-7", defaults={"title": "Mug", "price": 9}
    )
    Photo.objects.bulk_create(
        Photo(
            product=product,
            import_run=run,
            source_url=f"https://shop.example/{number}.jpg",
            **fields,
        )
        for number in range(count)
    )


def page(client: Client, run: ImportRun) -> str:
    return client.get(reverse("admin:catalog_importrun_change", args=[run.pk])).content.decode()


def part(client: Client, run: ImportRun) -> str:
    return client.get(reverse("admin:catalog_importrun_photos", args=[run.pk])).content.decode()


def fetch_again(client: Client, run: ImportRun) -> int:
    return client.post(reverse("admin:catalog_importrun_photos_again", args=[run.pk])).status_code


def test_the_page_counts_photos_by_what_became_of_them(as_ada: Client, run: ImportRun) -> None:
    add(run, 1200, state=WorkState.READY)
    add(run, 3, state=WorkState.FAILED, reason=MISSING)
    add(run, 2)
    assert "Fetched: 1,200, failed: 3, waiting: 2" in " ".join(page(as_ada, run).split())


def test_failures_are_grouped_by_cause_with_examples(as_ada: Client, run: ImportRun) -> None:
    add(run, 30, state=WorkState.FAILED, reason=MISSING)
    add(run, 2, state=WorkState.FAILED, reason="The photo is larger than 40 MB.")
    content = page(as_ada, run)
    assert content.count(MISSING) == 1
    assert content.index(MISSING) < content.index("larger than 40 MB")
    assert content.count("https://shop.example/") == 5
    assert "mug-7" in content


def test_a_former_picture_that_stays_is_said_to_stay(as_ada: Client, run: ImportRun) -> None:
    add(run, 1, state=WorkState.READY, revalidation=Revalidation.FAILED, reason=MISSING)
    content = page(as_ada, run)
    assert "former picture kept: 1" in content
    assert "The former picture stays." in content


def test_a_server_that_rests_is_named_with_the_time_of_the_next_attempt(
    as_ada: Client, run: ImportRun
) -> None:
    add(run, 1)
    due = timezone.now() + timedelta(minutes=4)
    PhotoHost.objects.update(attempts=2, due_at=due, reason="The server cannot be reached.")
    content = part(as_ada, run)
    assert "shop.example: The server cannot be reached." in content
    assert f"{due:%H:%M}</time>" in content


def test_the_part_about_photos_is_refreshed_while_photos_wait(
    as_ada: Client, run: ImportRun
) -> None:
    add(run, 1)
    assert "hx-get" in part(as_ada, run)
    assert "htmx.min.js" in page(as_ada, run)
    Photo.objects.update(state=WorkState.READY)
    assert "hx-get" not in part(as_ada, run)


def test_a_run_without_photos_says_nothing_about_them(as_ada: Client, run: ImportRun) -> None:
    assert "web addresses" not in page(as_ada, run)


def test_failed_photos_of_a_run_are_fetched_again_together(as_ada: Client, run: ImportRun) -> None:
    add(run, 5, state=WorkState.FAILED, reason=MISSING)
    add(run, 1, state=WorkState.READY, revalidation=Revalidation.FAILED, reason=MISSING)
    add(run, 1, state=WorkState.READY)
    other = start_import(merchant=run.merchant, user=None, file=ContentFile(b"x"), name="b.csv")
    add(other, 1, state=WorkState.FAILED, reason=MISSING)
    assert "Fetch failed photos again" in page(as_ada, run)
    assert fetch_again(as_ada, run) == 302
    assert Photo.objects.filter(import_run=run).due().count() == 6
    assert PhotoHost.objects.filter(name="shop.example").due().exists()
    assert other.photos.get().state == WorkState.FAILED


def test_photos_of_another_merchants_run_are_neither_seen_nor_fetched(
    as_ada: Client, run: ImportRun
) -> None:
    ben = make_merchant("ben")
    run.merchant = ben
    run.save()
    add(run, 1, state=WorkState.FAILED, reason=MISSING)
    url = reverse("admin:catalog_importrun_photos", args=[run.pk])
    assert as_ada.get(url).status_code == 404
    assert fetch_again(as_ada, run) == 404
    assert run.photos.get().state == WorkState.FAILED


def test_photos_are_fetched_again_by_post_only(as_ada: Client, run: ImportRun) -> None:
    url = reverse("admin:catalog_importrun_photos_again", args=[run.pk])
    assert as_ada.get(url).status_code == 405
