"""Measures the search: `./shop evaluate --quick`."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from catalog.embedding.encoder import EncoderError
from catalog.embedding.registry import default_encoder, get_encoder, override_encoder
from catalog.search.engine import EncoderUnavailable
from lab.evaluation.clicked import evaluate_clicks
from lab.evaluation.figures import Figure
from lab.evaluation.judged_file import evaluate_judged
from lab.evaluation.progress import Step, Watch
from lab.evaluation.report import tables_of, write_report
from lab.evaluation.runs import FULL, QUICK, Size, evaluate_photos, evaluate_world
from lab.evaluation.shop import EvaluationError


class Command(BaseCommand):
    help = (
        "Measure how well the search finds the right products: in a temporary shop of rendered "
        "products, on a folder of labelled photos, or in your own shop by judged queries or clicks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--photos", type=Path, help="folder with labels.csv and photos")
        what.add_argument("--judged", type=Path, help="CSV of queries judged in this shop")
        what.add_argument("--clicks", action="store_true",
                          help="what shoppers opened from their searches in this shop")  # fmt: skip
        parser.add_argument("--quick", action="store_true", help="a smaller shop, fewer queries")
        parser.add_argument("--products", type=int, help="size of the rendered shop")
        parser.add_argument("--queries", type=int, help="queries of each task; the last clicked")
        parser.add_argument("--encoder", help="as in SHOP_ENCODER; in a temporary shop")
        parser.add_argument("--output", type=Path, default=settings.SHOP_VAR / "evaluation",
                            help="folder for evaluation.json and evaluation.svg")  # fmt: skip

    def handle(self, *, encoder: str | None, output: Path, **options: object) -> None:
        console = Console()
        for name in ("judged", "clicks"):
            if encoder and options[name]:
                raise CommandError(
                    f"--{name} searches this shop as it is: SHOP_ENCODER decides there."
                )
        try:
            with override_encoder(get_encoder(encoder) if encoder else default_encoder()) as chosen:
                figures = _figures(options, console)
                about = {"encoder": chosen.name, "fingerprint": chosen.fingerprint}
        except (EvaluationError, EncoderError, EncoderUnavailable) as error:
            raise CommandError(str(error)) from error
        for table in tables_of(figures):
            console.print(table)
        write_report(output, figures, about)
        console.print(f"Also in {output}: evaluation.json, evaluation.svg")


def _figures(options: dict[str, object], console: Console) -> list[Figure]:
    with Progress(console=console) as progress:

        def watch(what: str, steps: int) -> Step:
            task = progress.add_task(what, total=steps)
            return lambda done: progress.advance(task, done)

        if isinstance(judged := options["judged"], Path):
            return evaluate_judged(judged, watch)
        if options["clicks"]:
            return _by_clicks(options, watch, console)
        if isinstance(photos := options["photos"], Path):
            return evaluate_photos(
                photos, watch, count=QUICK.products if options["quick"] else None
            )
        return evaluate_world(_size(options), watch)


def _by_clicks(options: dict[str, object], watch: Watch, console: Console) -> list[Figure]:
    queries = options["queries"]
    clicked = evaluate_clicks(watch, most=queries if isinstance(queries, int) else None)
    if clicked.lost:
        console.print(f"Left out, because what they were asked with is gone: {clicked.lost}")
    return clicked.figures


def _size(options: dict[str, object]) -> Size:
    usual = QUICK if options["quick"] else FULL
    products, queries = options["products"], options["queries"]
    return Size(
        products=products if isinstance(products, int) else usual.products,
        queries=queries if isinstance(queries, int) else usual.queries,
    )
