"""A shop's own judged queries: a CSV of what was asked and which products are right."""

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from catalog.pictures.picture import Picture, PictureError, decode_picture
from lab.evaluation.figures import Figure, figures_of
from lab.evaluation.judged import JudgedQuery, PhotoSource, Task
from lab.evaluation.progress import Watch
from lab.evaluation.shop import EvaluationError

COLUMNS: Final = frozenset({"relevant"})
ASKED: Final = ("text", "photo")
MEASURES: Final = ("recall@1", "recall@5", "recall@10", "precision@10", "MRR", "nDCG@10")


def evaluate_judged(path: Path, watch: Watch) -> list[Figure]:
    """Searches the shop as it is and changes nothing in it. Raises EvaluationError."""
    queries = list(judged_queries(path))
    if not queries:
        raise EvaluationError(f"{path} has no query: give text or photo, and relevant.")
    task = Task(name=path.stem, measures=MEASURES, queries=queries)
    return list(figures_of(task, watch("Searching", len(queries))))


def judged_queries(path: Path) -> Iterator[JudgedQuery]:
    """Columns: text, photo (a file beside the CSV), exclude, relevant; lists by "|"."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not set(rows.fieldnames or ()) >= COLUMNS:
                raise EvaluationError(f"{path} lacks the column relevant (external ids, by |).")
            for number, row in enumerate(rows, start=2):
                yield _query(row, folder=path.parent, number=number)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvaluationError(f"{path} cannot be read: {error}") from error


def _query(row: dict[str, str | None], *, folder: Path, number: int) -> JudgedQuery:
    relevant = frozenset(_listed(row["relevant"]))
    text, photo = ((row.get(name) or "").strip() for name in ASKED)
    if not relevant or not (text or photo):
        raise EvaluationError(f"Row {number}: give text or photo, and at least one relevant id.")
    return JudgedQuery(
        photo=_checked(partial(_picture, folder / photo, number)) if photo else None,
        text=text,
        exclude=tuple(_listed(row.get("exclude"))),
        relevant=relevant,
    )


def _listed(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split("|") if part.strip()]


def _checked(photo: PhotoSource) -> PhotoSource:
    """Decoded once now, so that a bad row is told before anything is asked."""
    photo()
    return photo


def _picture(path: Path, number: int) -> Picture:
    try:
        return decode_picture(path.read_bytes())
    except (OSError, PictureError) as error:
        raise EvaluationError(f"Row {number}: {path} cannot be used: {error}") from error
