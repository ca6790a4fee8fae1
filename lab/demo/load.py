"""Save the demo catalog: two merchants, their products, and sample photos to search with."""

import json
from collections.abc import Generator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from catalog.files.saving import save_file
from catalog.ingest.categories import CategoryTree
from catalog.ingest.photos.rendering import store_renditions
from catalog.ingest.photos.storage import StoredPhoto, store_picture
from catalog.models import Merchant, Photo, Product
from catalog.pictures.picture import decode_picture
from lab.demo.products import (
    SCENE_WORDS,
    DemoProduct,
    demo_products,
    demo_scene,
    demo_shopper_photos,
)
from lab.demo.rendering import encode_jpeg, rendered_products

# The home page reads this file. It is written last: where it exists, the demo is complete.
SAMPLES = "demo/samples.json"
HOME = ("Hearth & Table", "hearth-and-table")
CLOTHES = ("The Wardrobe", "the-wardrobe")
MERCHANT_USER = "merchant"
BATCH = 50
SAMPLE_PHOTOS = 12
# Added to the seed, for calm colours.
SCENE_SEED = 4
SCENE_TITLE = "Things for an afternoon out"

Row = tuple[DemoProduct, StoredPhoto]


def needs_demo() -> bool:
    """Return whether the shop is empty, or a load of the demo was interrupted."""
    saved = Product.objects.of_merchants((HOME[1], CLOTHES[1]))
    if Product.objects.exclude(pk__in=saved).exists():
        return False
    return not saved.exists() or not default_storage.exists(SAMPLES)


def load_demo(*, count: int = 1000, seed: int = 1) -> Generator[int, None, None]:
    """Save the demo catalog, or the rest of it if an earlier load was interrupted.

    Yield the number of products saved so far, at the start and after each batch.
    """
    products = demo_products(count, seed=seed)
    present = set(Product.objects.values_list("external_id", flat=True))
    missing = [product for product in products if product.external_id not in present]
    done = count - len(missing)
    yield done
    rows = (
        (product, store_picture(decode_picture(data)))
        for product, data in rendered_products(missing)
    )
    while batch := list(islice(rows, BATCH)):
        save_products(batch)
        done += len(batch)
        yield done
    save_samples(seed=seed)


def save_products(batch: Sequence[Row]) -> None:
    merchants, tree = demo_merchants(), CategoryTree()
    unsaved = [_product(demo, merchants, tree) for demo, _ in batch]
    with transaction.atomic():
        saved = Product.objects.bulk_create(unsaved)
        Photo.objects.bulk_create(
            _photo(product, stored) for product, (_, stored) in zip(saved, batch, strict=True)
        )


def _product(demo: DemoProduct, merchants: dict[str, Merchant], tree: CategoryTree) -> Product:
    copied = ("external_id", "group_id", "title", "description", "brand", "price", "sale_price",
              "currency", "availability", "attributes")  # fmt: skip
    merchant = merchants["home" if demo.category[0] == "Home" else "clothes"]
    return Product(
        merchant=merchant,
        # A domain that leads nowhere (RFC 2606), so that pages show the way to the merchant.
        url=f"https://{merchant.slug}.example/{demo.external_id}",
        category_id=tree.resolve(demo.category),
        tags=list(demo.tags),
        **{name: getattr(demo, name) for name in copied},
    )


def _photo(product: Product, stored: StoredPhoto) -> Photo:
    photo = Photo(product=product, alt=product.title)
    stored.fill(photo)
    return photo


def demo_merchants() -> dict[str, Merchant]:
    pairs = {"home": HOME, "clothes": CLOTHES}
    return {
        key: Merchant.objects.get_or_create(slug=slug, defaults={"name": name})[0]
        for key, (name, slug) in pairs.items()
    }


def create_merchant_user(password: str) -> User:
    """Create a user who manages the clothes merchant and cannot see the other merchant."""
    user = User.objects.create_user(MERCHANT_USER, password=password, is_staff=True)
    user.groups.add(Group.objects.get(name="Merchants"))
    demo_merchants()["clothes"].users.add(user)
    return user


def save_samples(*, seed: int) -> None:
    """Save shopper photos, and list them with their query texts in SAMPLES."""
    scene = demo_scene(seed=seed + SCENE_SEED)
    crop = asdict(scene.boxes[0])
    rows = [{**_sample("scene", scene.photo, SCENE_TITLE, SCENE_WORDS), "crop": crop}]
    photos = demo_shopper_photos(SAMPLE_PHOTOS, seed=seed)
    rows += [
        _sample(str(n), photo, demo.title, words)
        for n, (demo, photo, words) in enumerate(photos, 1)
    ]
    _save(SAMPLES, json.dumps(rows).encode())


def _sample(name: str, photo: Image.Image, title: str, words: str) -> dict[str, Any]:
    file = _save(f"demo/samples/{name}.jpg", encode_jpeg(photo))
    store_renditions(photo, file)
    size = {"width": photo.width, "height": photo.height}
    return {"file": file, "title": title, "words": words, **size}


def _save(name: str, content: bytes) -> str:
    default_storage.delete(name)
    return save_file(name, ContentFile(content))
