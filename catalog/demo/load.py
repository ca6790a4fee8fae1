"""The demo catalog as rows and files: two merchants, their products, photos to try out."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched, islice

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from catalog.demo.catalogue import DemoProduct, demo_products, demo_shopper_photos
from catalog.demo.rendering import jpeg, rendered
from catalog.embedding.picture import decode_picture
from catalog.ingest.categories import CategoryTree
from catalog.ingest.photo_files import store_picture
from catalog.models import Merchant, Photo, Product

# Read by the home page.
SAMPLES = "demo/samples.json"
MERCHANTS = {"Home": ("Hearth & Table", "hearth-and-table")}
CLOTHIER = ("The Wardrobe", "the-wardrobe")
BATCH = 50
