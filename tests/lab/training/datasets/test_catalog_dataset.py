"""What of a shop's catalog is trained on, and what is taken to be true of it."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from rich.console import Console

from lab.training.config import TrainingPlan
from lab.training.data.batches import Batch, Mix
from lab.training.data.example import CONTRADICTS, FITS, UNKNOWN, Example, fit, fit_matrix
from lab.training.data.facts import facts_of
from lab.training.datasets.catalog_products import (
    CatalogPhoto,
    CatalogProduct,
    by_title,
    products_of,
    to_train_on,
)
from lab.training.datasets.catalog_source import CatalogSource
from lab.training.datasets.training_data import parts_of
from lab.training.errors import NothingToTrainOn, TrainingError
from lab.training.retrieval_metrics import recall_chance
from tests.lab.training.cards import card_photo, card_shop, unreadable
from tests.lab.training.data.test_caption_truth import RED_TEE

NO_PIXELS = np.zeros((0, 1, 1, 3), dtype=np.uint8)


def product(external_id: str, title: str, *rows: int) -> CatalogProduct:
    return CatalogProduct(external_id=external_id, title=title, wording="", rows=rows)


def batch_of(*products: CatalogProduct) -> Batch:
    source = CatalogSource(
        products=by_title(products), pixels=NO_PIXELS, products_per_batch=8, seed=0
    )
    return Mix(sources=[source], seed=0).batch(0)


def test_the_photos_of_a_product_belong_together_and_to_its_title() -> None:
    batch = batch_of(product("a", "Red card", 0, 1), product("b", "Blue card", 2, 3))
    assert sorted(sorted(example.rows) for example in batch.examples) == [[0, 1], [2, 3]]
    same = fit_matrix([example.certain for example in batch.examples], batch.examples)
    assert same.tolist() == [[FITS, CONTRADICTS], [CONTRADICTS, FITS]]
    for captions in (batch.titles, batch.queries):
        own = [batch.examples[place] for place in captions.of]
        assert [fit(one.asked, of) for one, of in zip(captions.said, own, strict=True)] == [FITS]


def test_products_of_one_title_are_never_each_others_wrong_answers() -> None:
    twins = [product("a", "Red  card", 0), product("b", "red card", 1)]
    batch = batch_of(*twins, product("c", "Blue card", 2))
    # One of the twins at a time, so there is no pair of them to be pushed apart.
    assert len(batch.examples) == 2
    shown = {example.rows[0] for example in batch.examples}
    assert 2 in shown
    assert len(shown & {0, 1}) == 1


def test_a_title_says_nothing_of_rendered_products_and_their_words_nothing_of_the_shops() -> None:
    rendered = Example(rows=(), facts=facts_of(RED_TEE), complete=True)
    (own, _) = batch_of(product("a", "Red card", 0), product("b", "Blue card", 1)).examples
    assert fit(own.certain, rendered) == UNKNOWN
    assert fit({"kind": "t-shirt", "color": "red"}, own) == UNKNOWN


def test_about_a_tenth_of_the_products_is_held_out() -> None:
    held = sum(product(f"sku-{i}", "Card", 0).held_out for i in range(5000))
    assert 430 < held < 570


def test_no_photo_is_on_both_sides() -> None:
    held, kept = (
        next(i for i in range(100) if product(f"card-{i}", "Card", 0).held_out is side)
        for side in (True, False)
    )
    photos = dict(enumerate([
        card_photo(held, "Held out", "shared"),
        card_photo(kept, "Trained on", "shared"),
        card_photo(kept, "Trained on", "its own"),
    ]))  # fmt: skip
    (trained,) = to_train_on(products_of(photos), photos)
    assert (trained.title, trained.rows) == ("Trained on", (2,))


def test_a_broken_file_is_left_out_with_a_count(plan: TrainingPlan, tmp_path: Path) -> None:
    said = io.StringIO()
    shop = card_shop()
    broken = [replace(shop[0], content="broken", read=unreadable), *shop[1:]]
    alone = replace(plan, designs=0, photos=None, catalog=broken, scratch=tmp_path)
    (part,) = parts_of(alone, Console(file=said))
    assert isinstance(part.source, CatalogSource)
    assert all(0 not in one.rows for some in part.source.products.values() for one in some)
    assert "cannot be read: 1 photos. First card.jpg is damaged" in said.getvalue()
    # Not kept: the file may have come back by the next run.
    assert not list(tmp_path.glob("catalog-*"))


def test_read_photos_are_kept_for_the_next_run(
    plan: TrainingPlan, tmp_path: Path, console: Console
) -> None:
    alone = replace(plan, designs=0, photos=None, catalog=card_shop(), scratch=tmp_path)
    parts_of(alone, console)
    gone = [replace(photo, read=unreadable) for photo in card_shop()]
    (part,) = parts_of(replace(alone, catalog=gone), console)
    assert part.source.pixels.any()


@pytest.mark.usefixtures("colour_cards")
def test_all_three_kinds_of_data_share_a_batch(plan: TrainingPlan, console: Console) -> None:
    plan.scratch.mkdir()
    parts = parts_of(replace(plan, catalog=card_shop(), products_per_batch=6), console)
    batch = Mix(sources=[part.source for part in parts], seed=0).batch(0)
    # Four pairs of designs, six products, four pairs of labelled photos.
    assert batch.shares == [8, 6, 4]
    assert batch.refinements.of == list(range(8))


def test_nothing_to_train_on_is_said(plan: TrainingPlan, console: Console) -> None:
    with pytest.raises(NothingToTrainOn, match="--photos DIR, or --catalog"):
        parts_of(replace(plan, designs=0, photos=None), console)


@pytest.mark.parametrize(
    "catalog",
    [[], [card_photo(0, "A"), card_photo(1, "a ")], [card_photo(0, "A", read=unreadable)]],
)
def test_a_catalog_of_fewer_than_two_titles_is_refused(
    plan: TrainingPlan, console: Console, catalog: list[CatalogPhoto]
) -> None:
    plan.scratch.mkdir()
    with pytest.raises(TrainingError, match=r"takes 2 or more\. Import more products"):
        parts_of(replace(plan, designs=0, photos=None, catalog=catalog), console)


def test_the_chance_of_a_title_with_several_products_is_higher() -> None:
    # Two of four fit: one draw hits in a half, two draws miss both in one of six.
    fits = torch.tensor([[True, True, False, False]])
    assert recall_chance(fits, 1) == 0.5
    assert recall_chance(fits, 2) == pytest.approx(5 / 6)
    assert recall_chance(fits, 10) == 1.0


def test_a_catalog_too_small_to_hold_products_out_says_so(plan: TrainingPlan) -> None:
    plan.scratch.mkdir()
    said = io.StringIO()
    few = [card_photo(0, "Red card"), card_photo(1, "Blue card")]
    parts_of(replace(plan, designs=0, photos=None, catalog=few), Console(file=said))
    assert "too small to hold products out: no figures" in said.getvalue()
