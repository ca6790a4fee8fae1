"""Prepares a search: its words understood, its parts encoded, its statement planned."""

from dataclasses import dataclass

from catalog.search.currencies import PriceComparison, price_comparison
from catalog.search.plan import SearchPlan
from catalog.search.planning import plan_search
from catalog.search.query import SearchQuery
from catalog.search.query_vectors import EncodedQuery, encode_query
from catalog.search.ranking import Ranking
from catalog.search.rules.book import RuleBook, Verdict
from catalog.search.rules.current import current_rules
from catalog.search.rules.effects import effects_of
from catalog.search.rules.rule import Rule
from catalog.search.rules.situation import situation_of
from catalog.search.understanding.understand import understand
from catalog.search.understanding.understanding import Understanding
from catalog.vocabulary.current import current_vocabulary
from catalog.vocabulary.snapshot import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSearch:
    understanding: Understanding
    comparison: PriceComparison
    query: SearchQuery  # with the price, availability and order that were typed
    encoded: EncodedQuery
    rules: tuple[Rule, ...]  # that apply
    plan: SearchPlan


def prepare_search(
    query: SearchQuery, ranking: Ranking, book: RuleBook | None = None
) -> PreparedSearch:
    """Without a `book`, the rules are those of the shop.

    Raises EncoderUnavailable if the query has a photo that cannot be encoded.
    """
    vocabulary = _vocabulary_of(query)
    understanding = understand(query, vocabulary)
    applied = understanding.applied_to(query)
    comparison = price_comparison(applied)
    applied = comparison.applied_to(applied)
    encoded = encode_query(applied, understanding)
    rules = _applied(book or current_rules(), applied, understanding, vocabulary)
    plan = plan_search(
        applied,
        understanding,
        encoded,
        ranking,
        effects_of(rules, applied),
        price_currency=comparison.offered,
    )
    return PreparedSearch(
        understanding=understanding,
        comparison=comparison,
        query=applied,
        encoded=encoded,
        rules=rules,
        plan=plan,
    )


def verdicts_on(prepared: PreparedSearch, book: RuleBook) -> tuple[Verdict, ...]:
    """Return whether each rule of the book applies to a search, and why not."""
    query = prepared.query
    return book.verdicts(situation_of(query, prepared.understanding, _vocabulary_of(query)))


def _vocabulary_of(query: SearchQuery) -> Vocabulary:
    return current_vocabulary().within(query.filters.merchants)


def _applied(
    book: RuleBook, query: SearchQuery, understanding: Understanding, vocabulary: Vocabulary
) -> tuple[Rule, ...]:
    if not book.rules:
        return ()
    return book.applied(situation_of(query, understanding, vocabulary))
