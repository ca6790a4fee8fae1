"""Search tasks by words as shoppers type them, on rendered products."""

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from lab.demo.products import DemoProduct
from lab.evaluation.held_out_world import SEED, HeldOutWorld
from lab.evaluation.judgments import JudgedQuery, Task
from lab.evaluation.task_measures import TYPED_WORDS_MEASURES
from lab.evaluation.typed_words import (
    Bounds,
    brand_phrase,
    misspelt,
    name_forms,
    price_phrase,
)

MakeQuery = Callable[[HeldOutWorld, DemoProduct, random.Random], JudgedQuery | None]

NO_PRODUCTS: Final = "Home"
"""A category whose name is not what its products are."""


def typed_words_tasks(world: HeldOutWorld, count: int) -> list[Task]:
    """Make tasks of at most `count` different queries each, for products of the world."""
    makers: dict[str, MakeQuery] = {
        "categories": _category_query,
        "plurals and compounds": _form_query,
        "typos": _typo_query,
        "prices": _price_query,
        "brands": _brand_query,
    }
    return [
        Task(
            name=f"typed words: {name}",
            measures=(*TYPED_WORDS_MEASURES, *(["excluded@10"] if name == "prices" else [])),
            queries=_queries(world, make, count, random.Random(f"{SEED} typed {name}")),
        )
        for name, make in makers.items()
    ]


def _queries(
    world: HeldOutWorld, make: MakeQuery, count: int, rng: random.Random
) -> list[JudgedQuery]:
    products = rng.sample(world.products, k=len(world.products))
    queries: dict[str, JudgedQuery] = {}
    for product in products:
        if len(queries) < count and (query := make(world, product, rng)):
            queries.setdefault(query.text, query)
    return list(queries.values())


def _category_query(
    world: HeldOutWorld, product: DemoProduct, rng: random.Random
) -> JudgedQuery | None:
    """Name a category above the product's own, alone or with the product's colour."""
    names = [name for name in product.category[:-1] if name != NO_PRODUCTS]
    if not names:
        return None
    asked = {"category": rng.choice(names)}
    text = rng.choice((asked["category"], asked["category"].lower()))
    if rng.random() < 0.5:
        asked["color"] = product.design.colour
        text = f"{product.design.colour} {text}"
    return JudgedQuery(text=text, relevant=world.products_with(asked))


def _form_query(world: HeldOutWorld, product: DemoProduct, rng: random.Random) -> JudgedQuery:
    kind = product.design.kind
    text = rng.choice(name_forms(kind, product.category[-1]))
    return JudgedQuery(text=text, relevant=world.products_with({"kind": kind}))


def _typo_query(
    world: HeldOutWorld, product: DemoProduct, rng: random.Random
) -> JudgedQuery | None:
    """Misspell the kind, half of the time with the product's colour before it."""
    asked = {"kind": product.design.kind}
    text = misspelt(asked["kind"], rng)
    if text and rng.random() < 0.5:
        asked["color"] = product.design.colour
        text = f"{product.design.colour} {text}"
    return JudgedQuery(text=text, relevant=world.products_with(asked)) if text else None


def _price_query(world: HeldOutWorld, product: DemoProduct, rng: random.Random) -> JudgedQuery:
    """Ask for the kind at about the product's price. Products outside the bounds are unwanted."""
    kind = product.design.kind
    phrase, bounds = price_phrase(_price(product), rng)
    outside = frozenset(one.external_id for one in world.products if not _within(one, bounds))
    return JudgedQuery(
        text=f"{kind} {phrase}",
        relevant=world.products_with({"kind": kind}) - outside,
        unwanted=outside,
    )


def _brand_query(world: HeldOutWorld, product: DemoProduct, rng: random.Random) -> JudgedQuery:
    asked = {"kind": product.design.kind, "brand": product.brand}
    text = brand_phrase(product.brand, product.design.kind, rng)
    return JudgedQuery(text=text, relevant=world.products_with(asked))


def _price(product: DemoProduct) -> Decimal:
    return product.sale_price or product.price


def _within(product: DemoProduct, bounds: Bounds) -> bool:
    low, high = bounds
    price = _price(product)
    return (low is None or price >= low) and (high is None or price <= high)
