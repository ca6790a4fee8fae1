import io
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from lab.training.config import TrainingConfig
from lab.training.data.batches import Batch, Mixture
from lab.training.data.example import CONTRADICTS, FITS, UNKNOWN, Example, fit, fit_matrix
from lab.training.data.labels import facts_of_design
from lab.training.datasets.catalog_products import (
    CatalogPhoto,
    CatalogProduct,
    group_by_product,
    group_by_title,
    training_products,
)
from lab.training.datasets.catalog_source import CatalogSource
from lab.training.datasets.training_data import load_datasets
from lab.training.errors import TrainingError
from tests.lab.training.cards import card_photo, card_shop, unreadable
from tests.lab.training.designs import RED_TEE

NO_PIXELS = np.zeros((0, 1, 1, 3), dtype=np.uint8)


@pytest.fixture
def catalog_only(config: TrainingConfig) -> TrainingConfig:
    config.scratch.mkdir()
    return replace(config, designs=0, photos=(), catalog=card_shop())


def product(external_id: str, title: str, *rows: int) -> CatalogProduct:
    return CatalogProduct(external_id=external_id, title=title, indexed_text="", rows=rows)


def batch_of(*products: CatalogProduct) -> Batch:
    source = CatalogSource(
        products=group_by_title(products), pixels=NO_PIXELS, products_per_batch=8, seed=0
    )
    return Mixture(sources=[source], seed=0).batch(0)


def test_photos_of_a_catalog_product_fit_each_other_and_its_title() -> None:
    batch = batch_of(product("a", "Red card", 0, 1), product("b", "Blue card", 2, 3))
    assert sorted(sorted(example.rows) for example in batch.examples) == [[0, 1], [2, 3]]
    same = fit_matrix([example.certain for example in batch.examples], batch.examples)
    assert same.tolist() == [[FITS, CONTRADICTS], [CONTRADICTS, FITS]]
    for captions in (batch.titles, batch.queries):
        examples = [batch.examples[index] for index in captions.examples]
        captioned = zip(captions.captions, examples, strict=True)
        assert [fit(caption.attributes, example) for caption, example in captioned] == [FITS]


def test_catalog_products_with_the_same_title_never_share_a_batch() -> None:
    twins = [product("a", "Red  card", 0), product("b", "red card", 1)]
    batch = batch_of(*twins, product("c", "Blue card", 2))
    # Only one of the twins, so that they are not contrasted with each other.
    assert len(batch.examples) == 2
    shown = {example.rows[0] for example in batch.examples}
    assert 2 in shown
    assert len(shown & {0, 1}) == 1


def test_catalog_titles_and_captions_of_designs_are_unknown_to_each_other() -> None:
    rendered = Example(rows=(), facts=facts_of_design(RED_TEE), complete=True)
    (card, _) = batch_of(product("a", "Red card", 0), product("b", "Blue card", 1)).examples
    assert fit(card.certain, rendered) == UNKNOWN
    assert fit({"kind": "t-shirt", "color": "red"}, card) == UNKNOWN


def test_a_tenth_of_the_catalog_products_is_held_out() -> None:
    held_out = sum(product(f"sku-{i}", "Card", 0).held_out for i in range(5000))
    assert 430 < held_out < 570


def test_catalog_photo_shared_with_a_held_out_product_is_not_trained_on() -> None:
    held_out, trained_on = (
        next(i for i in range(100) if product(f"card-{i}", "Card", 0).held_out is side)
        for side in (True, False)
    )
    photos = dict(enumerate([
        card_photo(held_out, "Held out", "shared"),
        card_photo(trained_on, "Trained on", "shared"),
        card_photo(trained_on, "Trained on", "its own"),
    ]))  # fmt: skip
    (trained,) = training_products(group_by_product(photos), photos)
    assert (trained.title, trained.rows) == ("Trained on", (2,))


def test_unreadable_catalog_photo_is_left_out_and_counted(catalog_only: TrainingConfig) -> None:
    output = io.StringIO()
    shop = card_shop()
    broken = [replace(shop[0], content="broken", read=unreadable), *shop[1:]]
    (dataset,) = load_datasets(replace(catalog_only, catalog=broken), Console(file=output))
    assert isinstance(dataset.source, CatalogSource)
    products = [product for group in dataset.source.products.values() for product in group]
    assert all(0 not in product.rows for product in products)
    assert "cannot be read: 1. The first: card.jpg is damaged" in output.getvalue()
    # Without a cache file, the next run tries the photo again.
    assert not list(catalog_only.scratch.glob("catalog-*"))


def test_decoded_catalog_photos_are_reused_by_the_next_run(
    catalog_only: TrainingConfig, console: Console
) -> None:
    load_datasets(catalog_only, console)
    missing_files = [replace(photo, read=unreadable) for photo in card_shop()]
    (dataset,) = load_datasets(replace(catalog_only, catalog=missing_files), console)
    assert dataset.source.pixels.any()


@pytest.mark.parametrize(
    "catalog",
    [[], [card_photo(0, "A"), card_photo(1, "a ")], [card_photo(0, "A", read=unreadable)]],
)
def test_catalog_of_fewer_than_two_titles_is_refused(
    catalog_only: TrainingConfig, console: Console, catalog: list[CatalogPhoto]
) -> None:
    with pytest.raises(TrainingError, match=r"takes 2 or more\. Import more products"):
        load_datasets(replace(catalog_only, catalog=catalog), console)


def test_catalog_too_small_to_hold_products_out_is_reported(catalog_only: TrainingConfig) -> None:
    output = io.StringIO()
    few = [card_photo(0, "Red card"), card_photo(1, "Blue card")]
    load_datasets(replace(catalog_only, catalog=few), Console(file=output))
    assert "too small to hold products out: no figures" in output.getvalue()
