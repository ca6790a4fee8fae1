"""What the rendered world is asked. The truth follows from the attributes of its products."""

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, TypeVar

from catalog.pictures.picture import decode_picture
from lab.demo.phrases import attribute_phrase
from lab.demo.rendering import shopper_jpegs
from lab.demo.shopper_queries import request_query, sample_attribute_names
from lab.demo.synonyms import PATTERN_WORDS
from lab.demo.world import Design
from lab.evaluation.judged import JudgedQuery, PhotoSource, Task
from lab.evaluation.measures import (
    CLOSE_ONES,
    EXCLUSION,
    PARAPHRASES,
    PRECISION,
    RECALL,
    SUITABLE,
)
from lab.evaluation.progress import Watch, counted
from lab.evaluation.world import SEED, World
from lab.training.data.design_pairs import facts_after_change

T = TypeVar("T")

WORDINGS: Final = 5
PHOTO_SEED: Final = 10_000
"""Views of a product that training never drew."""


def world_tasks(world: World, *, queries: int, watch: Watch) -> list[Task]:
    makers: tuple[Callable[[World, int], Task], ...] = (
        words_task,
        partial(photo_task, watch=watch),
        partial(refinement_task, watch=watch),
        partial(exclusion_task, watch=watch),
        paraphrase_task,
        partial(suitable_task, watch=watch),
    )
    return [make(world, queries) for make in makers]


def words_task(world: World, count: int) -> Task:
    rng = random.Random(f"{SEED} words")
    designs = [product.design for product in _chosen(world.products, count, rng)]
    return Task(
        name="words -> product",
        measures=(*PRECISION, *CLOSE_ONES),
        queries=[
            _request(world, design, sample_attribute_names(design, rng), rng) for design in designs
        ],
    )


def photo_task(world: World, count: int, *, watch: Watch) -> Task:
    products = _chosen(world.products, count, random.Random(f"{SEED} photo"))
    photos = _photos([product.design for product in products], "photo", watch)
    return Task(
        name="photo -> product",
        measures=RECALL,
        queries=[
            JudgedQuery(photo=photo, relevant=frozenset({product.external_id}))
            for product, photo in zip(products, photos, strict=True)
        ],
    )


def refinement_task(world: World, count: int, *, watch: Watch) -> Task:
    """A photo, and words for the one attribute in which its sibling differs."""
    rng = random.Random(f"{SEED} refinement")
    pairs = _chosen(world.pairs, count, rng)
    photos = _photos([pair.design for pair in pairs], "refinement", watch)
    return Task(
        name="photo + words -> changed product",
        measures=RECALL,
        queries=[
            JudgedQuery(
                photo=photo,
                text=attribute_phrase(pair.changed, pair.sibling.attributes[pair.changed], rng),
                relevant=world.fitting(facts_after_change(pair)),
            )
            for pair, photo in zip(pairs, photos, strict=True)
        ],
    )


def exclusion_task(world: World, count: int, *, watch: Watch) -> Task:
    """A photo of a patterned product, its kind in words, and "without" that pattern."""
    rng = random.Random(f"{SEED} exclusion")
    patterned = [product.design for product in world.products if product.design.pattern != "plain"]
    designs = _chosen(patterned, count, rng)
    photos = _photos(designs, "exclusion", watch)
    return Task(
        name="photo + words + exclusion",
        measures=EXCLUSION,
        queries=[
            _excluding(world, design, photo, rng)
            for design, photo in zip(designs, photos, strict=True)
        ],
    )


def paraphrase_task(world: World, count: int) -> Task:
    rng = random.Random(f"{SEED} paraphrases")
    requests = [
        (design, sample_attribute_names(design, rng))
        for design in (one.design for one in _chosen(world.products, count // WORDINGS, rng))
    ]
    return Task(
        name="paraphrases of one request",
        measures=PARAPHRASES,
        queries=[
            _request(world, design, named, rng, group=group)
            for group, (design, named) in enumerate(requests)
            for _ in range(WORDINGS)
        ],
    )


def suitable_task(world: World, count: int, *, watch: Watch) -> Task:
    """Requests, by words or by photo, for what the shop has and for kinds it does not sell."""
    rng = random.Random(f"{SEED} suitable")
    sold = [product.design for product in _chosen(world.products, count // 2, rng)]
    designs = sold + list(_chosen(world.absent, count // 2, rng))
    photos = _photos(designs[::2], "suitable", watch)
    by_photo = [
        JudgedQuery(photo=photo, relevant=world.fitting({"kind": design.kind}))
        for design, photo in zip(designs[::2], photos, strict=True)
    ]
    # Half of them as most people ask: for the kind, and no more.
    by_words = [
        _request(world, design, ["color"] if number % 2 else [], rng)
        for number, design in enumerate(designs[1::2])
    ]
    return Task(name="is anything suitable", measures=SUITABLE, queries=by_photo + by_words)


def _request(
    world: World, design: Design, named: Sequence[str], rng: random.Random, *, group: int = 0
) -> JudgedQuery:
    asked = {"kind": design.kind} | {name: design.attributes[name] for name in named}
    return JudgedQuery(
        text=request_query(design, named, rng), relevant=world.fitting(asked), group=group
    )


def _excluding(world: World, design: Design, photo: PhotoSource, rng: random.Random) -> JudgedQuery:
    kind = world.fitting({"kind": design.kind})
    unwanted = world.fitting({"pattern": design.pattern})
    word = rng.choice(PATTERN_WORDS[design.pattern])
    return JudgedQuery(
        photo=photo,
        text=f"{design.kind} {_negated(word)}",
        relevant=kind - unwanted,
        unwanted=unwanted,
    )


def _negated(phrase: str) -> str:
    noun = phrase.removeprefix("with ")
    return f"not {phrase}" if noun == phrase else f"without {noun}"


def _chosen(some: Sequence[T], count: int, rng: random.Random) -> list[T]:
    return rng.sample(list(some), k=min(count, len(some)))


def _photos(designs: Sequence[Design], task: str, watch: Watch) -> list[PhotoSource]:
    """Drawn now and kept as JPEG."""
    seed = PHOTO_SEED + sum(map(ord, task))
    step = watch(f"Drawing shoppers' photos: {task}", len(designs))
    jpegs = counted(shopper_jpegs(designs, seed=seed), step)
    return [partial(decode_picture, data) for data in jpegs]
