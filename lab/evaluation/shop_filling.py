"""Fill the temporary shop with rendered products."""

from itertools import islice

from catalog.ingest.photos.storage import store_picture
from catalog.pictures.picture import decode_picture
from lab.demo.load import save_products
from lab.demo.rendering import rendered_products
from lab.evaluation.held_out_world import HeldOutWorld
from lab.evaluation.progress_callbacks import Advance

BATCH = 50


def fill_with_world(world: HeldOutWorld, advance: Advance) -> None:
    rows = (
        (product, store_picture(decode_picture(data)))
        for product, data in rendered_products(world.products)
    )
    while batch := list(islice(rows, BATCH)):
        save_products(batch)
        advance(len(batch))
