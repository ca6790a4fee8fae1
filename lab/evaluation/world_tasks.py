"""Search tasks on rendered products. Their attributes say which ones are relevant."""

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from lab.demo.phrases import attribute_phrase
from lab.demo.shopper_queries import request_query, sample_attribute_names
from lab.demo.synonyms import PATTERN_WORDS
from lab.demo.world import Design
from lab.evaluation.example_tasks import several_photos_tasks, unlike_task
from lab.evaluation.held_out_world import SEED, HeldOutWorld
from lab.evaluation.judgments import JudgedQuery, PhotoSource, Task
from lab.evaluation.progress_callbacks import AddStage
from lab.evaluation.task_measures import (
    EXCLUSION_MEASURES,
    MATCH_MEASURES,
    PARAPHRASE_MEASURES,
    PRECISION_MEASURES,
    RECALL_MEASURES,
    SUITABILITY_MEASURES,
)
from lab.evaluation.task_photos import sample, shoppers_photos
from lab.evaluation.typed_words_tasks import typed_words_tasks
from lab.training.data.design_pairs import facts_after_change

PARAPHRASES_PER_REQUEST: Final = 5


def world_tasks(world: HeldOutWorld, *, queries: int, add_stage: AddStage) -> list[Task]:
    makers: tuple[Callable[[HeldOutWorld, int], Task], ...] = (
        words_task,
        partial(photo_task, add_stage=add_stage),
        partial(refinement_task, add_stage=add_stage),
        partial(exclusion_task, add_stage=add_stage),
        paraphrase_task,
        partial(suitability_task, add_stage=add_stage),
    )
    tasks = [make(world, queries) for make in makers]
    return [
        *tasks,
        *several_photos_tasks(world, queries, add_stage=add_stage),
        unlike_task(world, queries, add_stage=add_stage),
        *typed_words_tasks(world, queries // 2),
    ]


def words_task(world: HeldOutWorld, count: int) -> Task:
    rng = random.Random(f"{SEED} words")
    designs = [product.design for product in sample(world.products, count, rng)]
    return Task(
        name="words -> product",
        measures=(*PRECISION_MEASURES, *MATCH_MEASURES),
        queries=[
            _request(world, design, sample_attribute_names(design, rng), rng) for design in designs
        ],
    )


def photo_task(world: HeldOutWorld, count: int, *, add_stage: AddStage) -> Task:
    products = sample(world.products, count, random.Random(f"{SEED} photo"))
    photos = shoppers_photos([product.design for product in products], "photo", add_stage)
    return Task(
        name="photo -> product",
        measures=RECALL_MEASURES,
        queries=[
            JudgedQuery(photo=photo, relevant=frozenset({product.external_id}))
            for product, photo in zip(products, photos, strict=True)
        ],
    )


def refinement_task(world: HeldOutWorld, count: int, *, add_stage: AddStage) -> Task:
    """Make queries by a product's photo and a text for the attribute in which a sibling differs."""
    rng = random.Random(f"{SEED} refinement")
    pairs = sample(world.pairs, count, rng)
    photos = shoppers_photos([pair.design for pair in pairs], "refinement", add_stage)
    return Task(
        name="photo + words -> changed product",
        measures=RECALL_MEASURES,
        queries=[
            JudgedQuery(
                photo=photo,
                text=attribute_phrase(pair.changed, pair.sibling.attributes[pair.changed], rng),
                relevant=world.products_with(facts_after_change(pair)),
            )
            for pair, photo in zip(pairs, photos, strict=True)
        ],
    )


def exclusion_task(world: HeldOutWorld, count: int, *, add_stage: AddStage) -> Task:
    """Make queries by a photo of a patterned product, its kind and "without" the pattern."""
    rng = random.Random(f"{SEED} exclusion")
    patterned = [product.design for product in world.products if product.design.pattern != "plain"]
    designs = sample(patterned, count, rng)
    photos = shoppers_photos(designs, "exclusion", add_stage)
    return Task(
        name="photo + words + exclusion",
        measures=EXCLUSION_MEASURES,
        queries=[
            _exclusion(world, design, photo, rng)
            for design, photo in zip(designs, photos, strict=True)
        ],
    )


def paraphrase_task(world: HeldOutWorld, count: int) -> Task:
    rng = random.Random(f"{SEED} paraphrases")
    requests = [
        (design, sample_attribute_names(design, rng))
        for design in (
            product.design
            for product in sample(world.products, count // PARAPHRASES_PER_REQUEST, rng)
        )
    ]
    return Task(
        name="paraphrases of one request",
        measures=PARAPHRASE_MEASURES,
        queries=[
            _request(world, design, names, rng, group=group)
            for group, (design, names) in enumerate(requests)
            for _ in range(PARAPHRASES_PER_REQUEST)
        ],
    )


def suitability_task(world: HeldOutWorld, count: int, *, add_stage: AddStage) -> Task:
    """Make queries by text or photo, half of them for kinds that the shop does not sell."""
    rng = random.Random(f"{SEED} suitable")
    sold = [product.design for product in sample(world.products, count // 2, rng)]
    designs = sold + sample(world.unsold, count // 2, rng)
    photos = shoppers_photos(designs[::2], "suitable", add_stage)
    by_photo = [
        JudgedQuery(photo=photo, relevant=world.products_with({"kind": design.kind}))
        for design, photo in zip(designs[::2], photos, strict=True)
    ]
    # Half of the texts name only the kind, as most people do.
    by_words = [
        _request(world, design, ["color"] if number % 2 else [], rng)
        for number, design in enumerate(designs[1::2])
    ]
    return Task(
        name="is anything suitable", measures=SUITABILITY_MEASURES, queries=by_photo + by_words
    )


def _request(
    world: HeldOutWorld, design: Design, names: Sequence[str], rng: random.Random, *, group: int = 0
) -> JudgedQuery:
    attributes = {"kind": design.kind} | {name: design.attributes[name] for name in names}
    return JudgedQuery(
        text=request_query(design, names, rng),
        relevant=world.products_with(attributes),
        paraphrase_group=group,
    )


def _exclusion(
    world: HeldOutWorld, design: Design, photo: PhotoSource, rng: random.Random
) -> JudgedQuery:
    kind = world.products_with({"kind": design.kind})
    unwanted = world.products_with({"pattern": design.pattern})
    word = rng.choice(PATTERN_WORDS[design.pattern])
    return JudgedQuery(
        photo=photo,
        text=f"{design.kind} {_negate(word)}",
        relevant=kind - unwanted,
        unwanted=unwanted,
    )


def _negate(phrase: str) -> str:
    noun = phrase.removeprefix("with ")
    return f"not {phrase}" if noun == phrase else f"without {noun}"
