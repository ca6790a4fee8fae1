"""Browsers choose the size of a picture; until there are sizes, they get the photo itself."""

import re
import time

import pytest
from django.test import Client

from catalog.ingest.photos.rendering import render_due
from catalog.ingest.photos.storage import store_picture
from catalog.models import Product
from catalog.web.images import Image
from tests.ingest.test_renditions import picture
from tests.shop import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(sell: Make) -> Product:
    """With a photo of 1,600 pixels."""
    product: Product = sell("Cup")
    photo = product.photos.get()
    store_picture(picture(1600, 1200)).fill(photo)
    photo.save()
    return product


def image(product: Product) -> Image:
    shown = Image.of(product.photos.get(), title="Cup")
    assert shown
    return shown


def test_a_photo_without_renditions_is_shown_itself(product: Product) -> None:
    shown = image(product)
    assert (shown.src, shown.srcset) == (shown.url, "")


def test_a_browser_can_choose_among_the_widths_of_a_photo(product: Product) -> None:
    render_due(until=time.monotonic() + 60)
    shown = image(product)
    file = product.photos.get().file.url
    widths = ", ".join(f"{file}.{width}.webp {width}w" for width in (320, 640, 1280))
    assert shown.srcset == widths
    assert shown.src == f"{file}.640.webp"
    assert shown.url == file


def test_a_page_states_the_shape_of_its_pictures_so_that_it_does_not_jump(
    client: Client, product: Product
) -> None:
    render_due(until=time.monotonic() + 60)
    for path in ("/", "/search/?q=cup", f"/products/{product.pk}/"):
        pictures = re.findall(r"<img [^>]*>", client.get(path).content.decode())
        shown = [tag for tag in pictures if "srcset" in tag]
        assert shown
        assert all('width="1600" height="1200"' in tag for tag in shown)
        assert all(re.search(r' sizes="[^"]*\d', tag) for tag in shown)


def test_the_first_photo_of_a_product_is_fetched_first(client: Client, product: Product) -> None:
    body = client.get(f"/products/{product.pk}/").content.decode()
    tag = next(iter(re.findall(r"<img [^>]*/media/[^>]*>", body)))
    assert 'fetchpriority="high"' in tag
    assert "lazy" not in tag
