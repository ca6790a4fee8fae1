"""Every number that decides which products a search finds and in which order."""

from ast import literal_eval
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Weights, boosts, thresholds and budgets of a search, passed down from `search_products`.

    Scores are z-scores: deviations above the similarity of unrelated products (calibration.py).
    So are boosts, penalties and thresholds, unless their docstring says otherwise.
    docs/decisions/0010-ranking-constants.md shows how weights, boosts and thresholds were chosen,
    0004-one-statement-one-strategy-per-filter-set.md how the budgets were. Another value is
    measured by `./shop evaluate --ranking NAME=VALUE`.
    """

    # Weights: how the parts of a query add up to one query vector (fusion.py).

    image_weight: float = 0.6
    """Share of the photo against the words, 0 to 1, where a query has both and names no other."""

    photo_to_photo: float = 0.95
    """A lone photo against product photos, 0 to 1; the rest goes against descriptions."""

    photo_to_photo_with_text: float = 0.5
    """The same beside words. They ask for something that does not look like the photo, so
    descriptions count for more."""

    text_to_photo: float = 0.35
    """Words and exclusions against product photos, 0 to 1; the rest goes against descriptions."""

    exclusion_weight: float = 0.7
    """Weight of the excluded phrases, subtracted."""

    score_scale: tuple[tuple[float, float], ...] = ((0.0, 1.0), (0.6, 1.15), (1.0, 0.68))
    """(share of the photo, factor of the vector score), linear in between. It lets one `min_score`
    judge every kind of query: a product that fits photo and words is less near to either than one
    that fits it alone, and any photo resembles some product while words may resemble none."""

    # Boosts and penalties: what full-text matches and facts add to the vector score.

    text_boost: float = 1.2
    """For a product whose text has every word of the query; a share of the words earns that share.
    1.5 made words outweigh meaning (precision@10 .950 against .963)."""

    text_boost_with_photo: float = 0.7
    """The same beside a photo, times the words' share. Words then say what should differ, and a
    product with all of them may be another thing altogether."""

    tie_break: float = 0.001
    """A product with all the words in its title or attributes is lifted to `min_score`. This share
    of its own score is added, to keep the order among such products."""

    identifier_boost: float = 50.0
    """For a product whose article number, GTIN or MPN is the query. Higher than any other score."""

    exclusion_penalty: float = 6.0
    """For a product whose title or attributes have an excluded phrase. Below all that is near."""

    in_stock_boost: float = 0.25
    """Between sizes of one product only: in favour of showing one that can be bought."""

    unembedded_score: float = -9.0
    """The vector score of a product without an embedding yet. Below all that have one."""

    text_rank_scale: float = 10.0
    """Factor of ts_rank_cd, which lies in 0 to 1, where words are matched without an encoder."""

    # Thresholds.

    min_score: float = 2.4
    """From here on a product is a match: it counts in totals and facets, and is called close. On
    held-out products, 2.4 balances wrongly kept against wrongly dropped matches."""

    strong_score: float = 2.9
    """From here on a match is called strong."""

    # Budgets: how deep a search looks. Counted in results, products or embeddings.

    window: int = 300
    """Results that are ranked and can be paged through."""

    min_window: int = 100
    """Results ranked under a filter through the index, at least."""

    facet_window: int = 150
    """Results ranked to count the other values of a disjunctive facet through the index, at most.
    """

    ann_neighbours: int = 1_200
    """Under a filter through the index, the window holds as many results as should pass among this
    many nearest products: for each product that passes, the index also visits some that do not."""

    collapse_slack: float = 1.5
    """To fill the window after sizes collapse, rank this factor times the additional products that
    an average collapse group would need."""

    collapse_retry: int = 8
    """If the page is short all the same, because the best products have many sizes, rank this many
    times as many products."""

    max_ranked: int = 2_400
    """Products ranked to fill one window, at most."""

    max_over_fetch: int = 2_000
    """Embeddings fetched to find `window` products, at most: several photos show one product."""

    max_unranked: int = 10_000
    """Products counted where there is no vector to rank by: browsing, and words without an encoder.
    """

    exact_limit: int | None = None
    """Up to this many filtered products are compared one by one, without the index. None: by the
    size of the catalog, from the two values below."""

    min_exact_limit: int = 5_000
    """The exact limit of a small catalog, in products."""

    exact_limit_factor: int = 400
    """The exact limit is √(factor · products of the catalog). To fetch w of the p products that
    pass among n, the index visits n · w / p rows, so comparing all p pays off while p is below a
    multiple of √n."""

    probe_products: int = 8
    """Under a filter, a probe first fetches as many of the nearest embeddings as would hold this
    many products that pass, were filter and vectors independent. Products that pass may lie far
    from the query in the HNSW graph, where an iterative scan finds them late and incompletely."""

    min_probe: int = 100
    """Embeddings probed, at least: among fewer, it may be chance that no product passes."""

    min_probe_products: int = 2
    """If fewer of the probed products pass, all filtered products are compared exactly instead."""

    scan_patience: int = 5
    """The index may visit this factor times the rows it would need, were filter and vectors
    independent. About three are visited to fetch one."""

    min_scan: int = 1_000
    """Rows that the index may visit, at least."""

    ef_search: int = 150
    """hnsw.ef_search: size of the candidate list while the graph is searched (default 40)."""


RANKING: Final = Ranking()
"""The values in force."""


class UnknownRanking(ValueError):
    """Not a name of `Ranking`, or not a value for it."""


def ranking_with(assignments: Iterable[str], ranking: Ranking = RANKING) -> Ranking:
    """`ranking` with other values, each given as "text_boost=1.5". Raises UnknownRanking."""
    return replace(ranking, **dict(map(_assignment, assignments)))


def _assignment(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    if name not in {field.name for field in fields(Ranking)}:
        known = ", ".join(field.name for field in fields(Ranking))
        raise UnknownRanking(f"{name!r} is not a value of the ranking. Known are: {known}.")
    try:
        return name, literal_eval(value)
    except (SyntaxError, ValueError) as error:
        raise UnknownRanking(f"{name} cannot be {value!r}. Write it as {name}=1.5.") from error
