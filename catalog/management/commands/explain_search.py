"""Show how a search finds its products: `./shop explain_search --text "blue mug" --brand Norda`."""

from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.models import Availability
from catalog.pictures.picture import PictureError
from catalog.search.checked_query import InvalidQuery, PhotoInput, checked_query
from catalog.search.engine import EncoderUnavailable
from catalog.search.explain import Explanation, HitScore, explain_search, with_literals
from catalog.search.plan import SearchPlan
from catalog.search.query import Filters, SearchQuery, Sort
from catalog.search.ranking import Ranking, UnknownRanking, ranking_with
from catalog.search.rules.book import Verdict


class Command(BaseCommand):
    help = (
        "Run a search and show the whole SQL statement, its query plan with timings, what each "
        "hit's score is made of, and the values of the ranking in force."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--text", default="", help="words, with exclusions")
        parser.add_argument("--photo", type=Path, help="a photo to search by")
        parser.add_argument("--similar-to", type=int, metavar="ID", help="a product to resemble")
        parser.add_argument("--image-weight", type=float, help="share of the photo, 0 to 1")
        parser.add_argument("--category", default="", help='a path, as "clothing/tops"')
        parser.add_argument("--brand", action="append", default=[], help="may be repeated")
        parser.add_argument("--merchant", action="append", default=[], help="slug; may be repeated")
        parser.add_argument(
            "--availability", action="append", default=[], choices=Availability.values
        )
        parser.add_argument("--attribute", action="append", default=[], metavar="NAME=VALUE")
        parser.add_argument("--price-min", type=Decimal)
        parser.add_argument("--price-max", type=Decimal)
        parser.add_argument("--currency", default="", help='of prices, as "EUR"')
        parser.add_argument("--sort", choices=[*Sort])
        parser.add_argument("--limit", type=int, default=5)
        parser.add_argument("--offset", type=int, default=0)
        parser.add_argument(
            "--ranking", action="append", default=[], metavar="NAME=VALUE",
            help="another value of the ranking, to see what it changes",
        )  # fmt: skip
        parser.add_argument(
            "--sql", type=Path, metavar="FILE",
            help="also write the statement with all its values, to be run by psql",
        )  # fmt: skip

    def handle(self, *, ranking: list[str], sql: Path | None, **options: Any) -> None:
        try:
            values = ranking_with(ranking)
            photo = PhotoInput(file=_read(options["photo"]))
            query = checked_query(_query(options), photo, strict=True)
            explanation = explain_search(query, ranking=values)
        except (EncoderUnavailable, InvalidQuery, PictureError, UnknownRanking, OSError) as error:
            raise CommandError(str(error)) from error
        if sql:
            sql.write_text(runnable(explanation))
        self.stdout.write("\n".join(report(explanation)))


def _read(path: Path | None) -> bytes | None:
    return path.read_bytes() if path else None


def _query(options: dict[str, Any]) -> SearchQuery:
    return SearchQuery(
        text=options["text"],
        image_weight=options["image_weight"],
        similar_to=options["similar_to"],
        filters=Filters(
            category=options["category"],
            price_min=options["price_min"],
            price_max=options["price_max"],
            currency=options["currency"],
            brands=tuple(options["brand"]),
            availability=tuple(options["availability"]),
            merchants=tuple(options["merchant"]),
            attributes=_attributes(options["attribute"]),
        ),
        sort=Sort(options["sort"]) if options["sort"] else None,
        limit=options["limit"],
        offset=options["offset"],
    )


def _attributes(pairs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    attributes: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        attributes[name] = (*attributes.get(name, ()), value)
    return attributes


def runnable(explanation: Explanation) -> str:
    statement = with_literals(explanation.statement)
    return f"BEGIN;{explanation.settings}\n{statement};\nCOMMIT;\n"


def report(explanation: Explanation) -> Iterable[str]:
    yield "# Strategy\n"
    yield from _strategies(explanation)
    yield "\n# Merchandising rules\n"
    yield from map(_verdict, explanation.verdicts)
    yield "\n# Ranking in force\n"
    yield from _values(explanation.plan.ranking)
    yield "\n# Statement"
    yield explanation.settings
    yield with_literals(explanation.statement, whole=False)
    yield "\n# Query plan\n"
    yield from explanation.query_plan
    yield "\n# Hits\n"
    yield from map(_hit, explanation.hits)


def _strategies(explanation: Explanation) -> Iterable[str]:
    keys = ["page", *(f"facet {key}" for key in explanation.plan.facet_sets)]
    planned, used = explanation.planned.filter_sets, explanation.plan.filter_sets
    for key, before, after in zip(keys, planned, used, strict=True):
        fallback = "" if before.strategy is after.strategy else f", fallback {after.strategy.name}"
        count = f"about {before.estimated_count} of {before.catalog_size} products pass"
        yield f"{key}: {_strategy(explanation.plan, before.strategy.name)}{fallback}; {count}"


def _strategy(plan: SearchPlan, name: str) -> str:
    return name if plan.vector_match else "no vectors"


def _hit(hit: HitScore) -> str:
    parts = " ".join(f"{name} {value:+.3f}" for name, value in hit.parts.items())
    pinned = f", pinned {hit.pin}" if hit.pin else ""
    title = f"{hit.title} ({hit.product_id}{pinned})"
    return f"{hit.score:8.3f}  {title}\n          = {parts or 'nothing'}"


def _verdict(verdict: Verdict) -> str:
    rule = verdict.rule
    owner = "of the shop" if rule.merchant_id is None else f"of merchant {rule.merchant_id}"
    reasons = ", ".join(reason.value for reason in verdict.why_not)
    outcome = f"does not apply: {reasons}" if reasons else "applies"
    return f"“{rule.name}” ({rule.key}, {owner}) {outcome}"


def _values(ranking: Ranking) -> Iterable[str]:
    for field in fields(ranking):
        value = getattr(ranking, field.name)
        changed = "" if value == field.default else f"  (default {field.default})"
        yield f"{field.name} = {value}{changed}"
