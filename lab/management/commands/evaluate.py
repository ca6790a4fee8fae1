"""`./shop evaluate`: measure search quality."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from catalog.embedding.encoder import EncoderError
from catalog.embedding.registry import default_encoder, get_encoder, override_encoder
from catalog.search.engine import EncoderUnavailable
from catalog.search.ranking import UnknownRanking
from lab.evaluation.click_evaluation import evaluate_clicks
from lab.evaluation.evaluation_report import result_tables, write_report
from lab.evaluation.evaluation_runs import (
    FULL,
    QUICK,
    EvaluationSize,
    evaluate_photos,
    evaluate_world,
)
from lab.evaluation.judgment_file import evaluate_judged
from lab.evaluation.measurements import Measurement
from lab.evaluation.progress_callbacks import AddStage, Advance
from lab.evaluation.ranking_variants import RankingVariant, ranking_variants
from lab.evaluation.temporary_shop import EvaluationError
from lab.evaluation.word_evaluation import evaluate_words


class Command(BaseCommand):
    help = (
        "Measure search quality in a temporary shop of rendered products, on a folder of labelled "
        "photos, or in your own shop by judged queries, words or clicks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--photos", type=Path, help="folder with photos and labels.csv")
        source.add_argument(
            "--judged", type=Path, help="CSV of queries and relevant products of this shop"
        )
        source.add_argument(
            "--words", type=Path, help="CSV of texts, and the kinds, prices and facts they ask for"
        )
        source.add_argument("--clicks", action="store_true",
                          help="judge this shop by the results that shoppers clicked")  # fmt: skip
        parser.add_argument("--quick", action="store_true", help="fewer products and queries")
        parser.add_argument("--products", type=int, help="number of rendered products")
        parser.add_argument(
            "--queries", type=int, help="queries per task; with --clicks, this many of the latest"
        )
        parser.add_argument("--encoder", help="encoder of the temporary shop, as in SHOP_ENCODER")
        parser.add_argument(
            "--ranking", action="append", default=[], metavar="NAME=VALUE",
            help="also measure the ranking with other values, side by side; may be repeated",
        )  # fmt: skip
        parser.add_argument("--output", type=Path, default=settings.SHOP_VAR / "evaluation",
                            help="folder for evaluation.json and evaluation.svg")  # fmt: skip

    def handle(
        self, *, encoder: str | None, output: Path, ranking: list[str], **options: object
    ) -> None:
        console = Console()
        for name in ("judged", "words", "clicks"):
            if encoder and options[name]:
                raise CommandError(
                    f"--{name} searches this shop with its own encoder; --encoder does not apply."
                )
        if ranking and options["clicks"]:
            raise CommandError("--clicks measures the ranking in force; --ranking does not apply.")
        try:
            with override_encoder(get_encoder(encoder) if encoder else default_encoder()) as used:
                measurements = _measure(options, ranking_variants(ranking), console)
                about = {"encoder": used.name, "fingerprint": used.fingerprint}
        except (EvaluationError, EncoderError, EncoderUnavailable, UnknownRanking) as error:
            raise CommandError(str(error)) from error
        for table in result_tables(measurements):
            console.print(table)
        write_report(output, measurements, about)
        console.print(f"Also in {output}: evaluation.json, evaluation.svg")


def _measure(
    options: dict[str, object], variants: Sequence[RankingVariant], console: Console
) -> list[Measurement]:
    with Progress(console=console) as progress:

        def add_stage(description: str, steps: int) -> Advance:
            task = progress.add_task(description, total=steps)
            return lambda done: progress.advance(task, done)

        if isinstance(judged := options["judged"], Path):
            return evaluate_judged(judged, add_stage, variants)
        if isinstance(words := options["words"], Path):
            return _by_words(words, add_stage, variants, console)
        if options["clicks"]:
            return _by_clicks(options, add_stage, console)
        if isinstance(photos := options["photos"], Path):
            return evaluate_photos(
                photos, add_stage, variants, count=QUICK.products if options["quick"] else None
            )
        return evaluate_world(_size(options), add_stage, variants)


def _by_words(
    path: Path, add_stage: AddStage, variants: Sequence[RankingVariant], console: Console
) -> list[Measurement]:
    evaluation = evaluate_words(path, add_stage, variants)
    for line in evaluation.failures:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return evaluation.measurements


def _by_clicks(
    options: dict[str, object], add_stage: AddStage, console: Console
) -> list[Measurement]:
    queries = options["queries"]
    evaluation = evaluate_clicks(add_stage, limit=queries if isinstance(queries, int) else None)
    if evaluation.skipped:
        console.print(
            f"Queries skipped, since their photo or product is gone: {evaluation.skipped}"
        )
    return evaluation.measurements


def _size(options: dict[str, object]) -> EvaluationSize:
    default = QUICK if options["quick"] else FULL
    products, queries = options["products"], options["queries"]
    return EvaluationSize(
        products=products if isinstance(products, int) else default.products,
        queries=queries if isinstance(queries, int) else default.queries,
    )
