"""Fill the temporary shop with rendered products, or with labelled photos."""

from decimal import Decimal
from itertools import islice

from catalog.ingest.photos.storage import store_picture
from catalog.models import Merchant, Photo, Product
from catalog.pictures.picture import decode_picture
from lab.demo.load import save_products
from lab.demo.rendering import rendered_products
from lab.evaluation.held_out_world import HeldOutWorld
from lab.evaluation.photo_tasks import LabelledShop
from lab.evaluation.progress_callbacks import Advance

BATCH = 50
UNTITLED = "Photo"
"""Title of all labelled photos. It omits the label, so that searches must find it in the photo."""


def fill_with_world(world: HeldOutWorld, advance: Advance) -> None:
    rows = (
        (product, store_picture(decode_picture(data)))
        for product, data in rendered_products(world.products)
    )
    while batch := list(islice(rows, BATCH)):
        save_products(batch)
        advance(len(batch))


def fill_with_photos(shop: LabelledShop, advance: Advance) -> None:
    merchant = Merchant.objects.create(name="Photos", slug="photos")
    items = iter(shop.photos.items())
    while batch := list(islice(items, BATCH)):
        products = Product.objects.bulk_create(
            Product(merchant=merchant, external_id=external_id, title=UNTITLED, price=Decimal(1))
            for external_id, _ in batch
        )
        photos = [Photo(product=product) for product in products]
        for photo, (_, source) in zip(photos, batch, strict=True):
            store_picture(source()).fill(photo)
        Photo.objects.bulk_create(photos)
        advance(len(batch))
