"""Relevance judgments in a CSV file: queries and the products relevant to each."""

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from catalog.pictures.picture import Picture, PictureError, decode_picture
from lab.evaluation.judgments import JudgedQuery, PhotoSource, Task
from lab.evaluation.measurements import Measurement, measure_search
from lab.evaluation.progress_callbacks import AddStage
from lab.evaluation.ranking_variants import IN_FORCE, RankingVariant
from lab.evaluation.temporary_shop import EvaluationError

REQUIRED_COLUMNS: Final = frozenset({"relevant"})
QUERY_COLUMNS: Final = ("text", "photo")
MEASURES: Final = ("recall@1", "recall@5", "recall@10", "precision@10", "MRR", "nDCG@10")


def evaluate_judged(
    path: Path, add_stage: AddStage, variants: Sequence[RankingVariant] = (IN_FORCE,)
) -> list[Measurement]:
    """Evaluate this shop, without changing it, by a CSV of judged queries.

    Raises EvaluationError if the file has no query or cannot be used.
    """
    queries = list(read_judged_queries(path))
    if not queries:
        raise EvaluationError(f"{path} has no query: give text or photo, and relevant.")
    task = Task(name=path.stem, measures=MEASURES, queries=queries)
    advance = add_stage("Searching", len(variants) * len(queries))
    return list(measure_search(task, advance, variants))


def read_judged_queries(path: Path) -> Iterator[JudgedQuery]:
    """Read the columns text, photo (a path relative to the CSV), exclude and relevant.

    "|" separates the values of the last two. Raises EvaluationError for a bad file or row.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not set(rows.fieldnames or ()) >= REQUIRED_COLUMNS:
                raise EvaluationError(f"{path} lacks the column relevant (external ids between |).")
            for number, row in enumerate(rows, start=2):
                yield _query(row, folder=path.parent, number=number)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvaluationError(f"{path} cannot be read: {error}") from error


def _query(row: dict[str, str | None], *, folder: Path, number: int) -> JudgedQuery:
    relevant = frozenset(_split(row["relevant"]))
    text, photo = ((row.get(name) or "").strip() for name in QUERY_COLUMNS)
    if not relevant or not (text or photo):
        raise EvaluationError(f"Row {number}: give text or photo, and at least one relevant id.")
    return JudgedQuery(
        photo=_checked(partial(_picture, folder / photo, number)) if photo else None,
        text=text,
        exclude=tuple(_split(row.get("exclude"))),
        relevant=relevant,
    )


def _split(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split("|") if part.strip()]


def _checked(photo: PhotoSource) -> PhotoSource:
    """Decode the photo once, so that a bad row is reported before the first search."""
    photo()
    return photo


def _picture(path: Path, number: int) -> Picture:
    try:
        return decode_picture(path.read_bytes())
    except (OSError, PictureError) as error:
        raise EvaluationError(f"Row {number}: {path} cannot be used: {error}") from error
