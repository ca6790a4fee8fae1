"""`./shop evaluate`: measure search quality."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from catalog.embedding.encoder import Encoder, EncoderError
from catalog.embedding.registry import default_encoder, get_encoder, override_encoder
from catalog.search.engine import EncoderUnavailable
from catalog.search.ranking import UnknownRanking
from lab.evaluation.click_evaluation import evaluate_clicks
from lab.evaluation.evaluation_report import result_tables, write_report
from lab.evaluation.evaluation_runs import (
    FULL,
    QUICK,
    EvaluationSize,
    evaluate_world,
)
from lab.evaluation.judgment_file import evaluate_judged
from lab.evaluation.measurements import Measurement
from lab.evaluation.photos.catalog_source import photos_of_catalog
from lab.evaluation.photos.photo_evaluation import FULL as PHOTOS_FULL
from lab.evaluation.photos.photo_evaluation import QUICK as PHOTOS_QUICK
from lab.evaluation.photos.photo_evaluation import evaluate_photos
from lab.evaluation.photos.photo_report import photo_tables, summary, write_photo_report
from lab.evaluation.progress_callbacks import AddStage, Advance
from lab.evaluation.ranking_variants import RankingVariant, ranking_variants
from lab.evaluation.temporary_shop import EvaluationError
from lab.evaluation.word_evaluation import evaluate_words
from lab.management.evaluate_options import add_options, check_options
from lab.training.datasets.photo_folder import PhotoFolderError
from lab.training.photo_measures.source_photo import HeldOut, SourcePhoto, photos_of_folder


class Command(BaseCommand):
    help = (
        "Measure search quality in a temporary shop of rendered products, or in your own shop by "
        "judged queries, words or clicks; compare encoders on labelled photos."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_options(parser)

    def handle(
        self, *, encoder: list[str], output: Path, ranking: list[str], **options: Any
    ) -> None:
        check_options(encoder, ranking, options)
        console = Console()
        try:
            variants = ranking_variants(ranking)
            encoders = [get_encoder(name) for name in dict.fromkeys(encoder)] or [default_encoder()]
            if options["photos"] or options["catalog"]:
                _compare(options, encoders, variants, console, output)
            else:
                _evaluate(options, encoders[0], variants, console, output)
        except (
            EvaluationError, EncoderError, EncoderUnavailable, PhotoFolderError, UnknownRanking,
        ) as error:  # fmt: skip
            raise CommandError(str(error)) from error
        console.print(f"Also in {output}: evaluation.json, evaluation.svg")


def _compare(
    options: Mapping[str, Any],
    encoders: Sequence[Encoder],
    variants: Sequence[RankingVariant],
    console: Console,
    output: Path,
) -> None:
    """Compare encoders on real photos."""
    size = PHOTOS_QUICK if options["quick"] else PHOTOS_FULL
    # The search of a catalog itself is measured by --judged and --clicks.
    searches = not options["catalog"]
    with _stages(console) as add_stage:
        evaluation = evaluate_photos(
            _photos(options), encoders, add_stage, variants, size=size, searches=searches
        )
    for line in summary(evaluation):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    for table in photo_tables(evaluation.measurements):
        console.print(table)
    write_photo_report(output, evaluation)


def _photos(options: Mapping[str, Any]) -> Sequence[SourcePhoto]:
    if options["catalog"]:
        return photos_of_catalog()
    held_out = HeldOut(options["held_out"]) if options["held_out"] else None
    return photos_of_folder(options["photos"], held_out=held_out)


def _evaluate(
    options: Mapping[str, Any],
    encoder: Encoder,
    variants: Sequence[RankingVariant],
    console: Console,
    output: Path,
) -> None:
    """Evaluate the search of one shop."""
    with override_encoder(encoder), _stages(console) as add_stage:
        measurements = _measure(options, add_stage, variants, console)
        about = {"encoder": encoder.name, "fingerprint": encoder.fingerprint}
    for table in result_tables(measurements):
        console.print(table)
    write_report(output, measurements, about)


@contextmanager
def _stages(console: Console) -> Iterator[AddStage]:
    """Show the progress of the stages that are added within the block."""
    with Progress(console=console) as progress:

        def add_stage(description: str, steps: int) -> Advance:
            task = progress.add_task(escape(description), total=steps)
            return lambda done: progress.advance(task, done)

        yield add_stage


def _measure(
    options: Mapping[str, Any],
    add_stage: AddStage,
    variants: Sequence[RankingVariant],
    console: Console,
) -> list[Measurement]:
    if options["judged"]:
        return evaluate_judged(options["judged"], add_stage, variants)
    if options["words"]:
        return _by_words(options["words"], add_stage, variants, console)
    if options["clicks"]:
        return _by_clicks(options, add_stage, console)
    return evaluate_world(_size(options), add_stage, variants)


def _by_words(
    path: Path, add_stage: AddStage, variants: Sequence[RankingVariant], console: Console
) -> list[Measurement]:
    evaluation = evaluate_words(path, add_stage, variants)
    for line in evaluation.failures:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return evaluation.measurements


def _by_clicks(
    options: Mapping[str, Any], add_stage: AddStage, console: Console
) -> list[Measurement]:
    evaluation = evaluate_clicks(add_stage, limit=options["queries"])
    if evaluation.skipped:
        console.print(
            f"Queries skipped, since their photo or product is gone: {evaluation.skipped}"
        )
    return evaluation.measurements


def _size(options: Mapping[str, Any]) -> EvaluationSize:
    default = QUICK if options["quick"] else FULL
    return EvaluationSize(
        products=options["products"] or default.products,
        queries=options["queries"] or default.queries,
    )
