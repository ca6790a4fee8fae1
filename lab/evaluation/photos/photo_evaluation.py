"""Evaluate encoders on real photos: their vectors compared directly, and the shop's search."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.embedding.encoder import Encoder
from catalog.embedding.registry import override_encoder
from lab.evaluation.photos.comparison import PhotoMeasurement
from lab.evaluation.photos.photo_shop import PhotoShop, fill_shop, photo_shop
from lab.evaluation.photos.shop_figures import measure_shop
from lab.evaluation.photos.shop_queries import ShopTask, shop_tasks
from lab.evaluation.progress_callbacks import AddStage
from lab.evaluation.ranking_variants import IN_FORCE, RankingVariant
from lab.evaluation.temporary_shop import EvaluationError, index_everything, temporary_shop
from lab.training.photo_measures.measure import embed_photos, measure_vectors
from lab.training.photo_measures.photo_set import PhotoSet, load_photo_set
from lab.training.photo_measures.photo_tasks import photo_tasks
from lab.training.photo_measures.source_photo import SourcePhoto, UnreadablePhoto


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoEvaluationSize:
    photos: int | None  # a random sample, or all
    products: int  # of the shop
    queries: int  # of the shop, per task


FULL = PhotoEvaluationSize(photos=None, products=1000, queries=300)
QUICK = PhotoEvaluationSize(photos=1000, products=300, queries=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredEncoder:
    name: str
    fingerprint: str
    dimension: int
    image_size: int
    photo_ms: float
    """Milliseconds to decode and embed a photo, on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoEvaluation:
    photo_set: PhotoSet
    encoders: Sequence[MeasuredEncoder]
    measurements: Sequence[PhotoMeasurement]


def evaluate_photos(
    photos: Sequence[SourcePhoto],
    encoders: Sequence[Encoder],
    add_stage: AddStage,
    variants: Sequence[RankingVariant] = (IN_FORCE,),
    *,
    size: PhotoEvaluationSize = FULL,
    searches: bool = True,
) -> PhotoEvaluation:
    """Measure all encoders on the same photos and queries: their vectors and, if `searches`, the
    search of a shop.

    Raises EvaluationError if the photos do not allow it, and EncoderError.
    """
    for encoder in encoders:
        _ = encoder.fingerprint  # loads it: what fails should fail before minutes of work
    try:
        photo_set = _load(_sample(photos, size.photos), add_stage)
        shop = photo_shop(photo_set.photos, size=size.products)
        tasks = shop_tasks(shop, queries=size.queries) if searches else []
        results = [
            _evaluate(encoder, photo_set, shop, tasks, variants, add_stage) for encoder in encoders
        ]
    except UnreadablePhoto as error:
        raise EvaluationError(f"A photo has changed meanwhile: {error}") from error
    return PhotoEvaluation(
        photo_set=photo_set,
        encoders=[measured for measured, _ in results],
        measurements=[one for _, measurements in results for one in measurements],
    )


def _sample(photos: Sequence[SourcePhoto], count: int | None) -> Sequence[SourcePhoto]:
    if count is None or count >= len(photos):
        return photos
    return random.Random(0).sample(photos, count)


def _load(photos: Sequence[SourcePhoto], add_stage: AddStage) -> PhotoSet:
    photo_set = load_photo_set(photos, add_stage("Reading photos", len(photos)))
    if not photo_tasks(photo_set):
        first = (
            f" The first unreadable one: {photo_set.unreadable[0]}" if photo_set.unreadable else ""
        )
        raise EvaluationError(
            f"{len(photo_set.photos)} photos, without {photo_set.duplicates} copies and "
            f"{len(photo_set.unreadable)} that cannot be read, are too few to measure anything: "
            f"two labels with five photos each are the least.{first}"
        )
    return photo_set


def _evaluate(
    encoder: Encoder,
    photo_set: PhotoSet,
    shop: PhotoShop,
    tasks: Sequence[ShopTask],
    variants: Sequence[RankingVariant],
    add_stage: AddStage,
) -> tuple[MeasuredEncoder, list[PhotoMeasurement]]:
    count = len(photo_set.photos)
    start = time.perf_counter()
    vectors = embed_photos(photo_set, encoder, add_stage(f"{encoder.name}: embedding", count))
    measured = MeasuredEncoder(
        name=encoder.name,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        image_size=encoder.image_size,
        photo_ms=1000 * (time.perf_counter() - start) / count,
    )
    direct = measure_vectors(photo_set, vectors, encoder.encode_texts)
    return measured, [
        *(PhotoMeasurement(encoder=encoder.name, figure=figure) for figure in direct),
        *(_search(encoder, shop, tasks, variants, add_stage) if tasks else []),
    ]


def _search(
    encoder: Encoder,
    shop: PhotoShop,
    tasks: Sequence[ShopTask],
    variants: Sequence[RankingVariant],
    add_stage: AddStage,
) -> list[PhotoMeasurement]:
    """Fill a temporary shop, embed it, and search it with each ranking."""
    count = len(shop.photos)
    with override_encoder(encoder), temporary_shop():
        fill_shop(shop, add_stage(f"{encoder.name}: filling a shop", count))
        index_everything(add_stage(f"{encoder.name}: indexing it", count))
        queries = len(variants) * sum(len(task.queries) for task in tasks)
        advance = add_stage(f"{encoder.name}: searching", queries)
        return [
            PhotoMeasurement(encoder=encoder.name, figure=figure, ranking=variant.name)
            for variant in variants
            for figure in measure_shop(tasks, variant, advance)
        ]
