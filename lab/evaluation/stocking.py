"""Filling the temporary shop: rendered products, or labelled photos without words."""

from decimal import Decimal

from catalog.ingest.photos.storage import store_picture
from catalog.models import Merchant, Photo, Product
from catalog.pictures.picture import decode_picture
from lab.demo.load import save_products
from lab.demo.rendering import rendered_products
from lab.evaluation.batches import batches
from lab.evaluation.photo_tasks import LabelledShop
from lab.evaluation.progress import Step
from lab.evaluation.world import World

BATCH = 50
UNTITLED = "Photo"
"""Labelled photos are to be found by what they show: the label is nowhere in their words."""


def stock_world(world: World, step: Step) -> None:
    rows = (
        (product, store_picture(decode_picture(data)))
        for product, data in rendered_products(world.products)
    )
    for batch in batches(rows, BATCH):
        save_products(batch)
        step(len(batch))


def stock_photos(shop: LabelledShop, step: Step) -> None:
    merchant = Merchant.objects.create(name="Photos", slug="photos")
    for batch in batches(shop.photos.items(), BATCH):
        products = Product.objects.bulk_create(
            Product(merchant=merchant, external_id=one, title=UNTITLED, price=Decimal(1))
            for one, _ in batch
        )
        photos = [Photo(product=product) for product in products]
        for photo, (_, source) in zip(photos, batch, strict=True):
            store_picture(source()).fill(photo)
        Photo.objects.bulk_create(photos)
        step(len(batch))
