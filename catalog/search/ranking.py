"""Every number that decides which products a search finds and in which order."""

from ast import literal_eval
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Weights, boosts, thresholds and budgets of a search, passed down from `search_products`.

    Scores are z-scores: standard deviations above the similarity of unrelated products
    (calibration.py). Boosts, penalties and thresholds are in the same unit, unless their docstring
    says otherwise. docs/decisions/0010-ranking-constants.md shows how weights, boosts and
    thresholds were chosen, and 0004-one-statement-one-strategy-per-filter-set.md how the budgets
    were. `./shop evaluate --ranking NAME=VALUE` measures another value.
    """

    # Weights: how the parts of a query add up to one query vector (fusion.py).

    image_weight: float = 0.6
    """Share of the photo against the words, 0 to 1, if a query has both and sets no weight."""

    photo_to_photo: float = 0.95
    """Weight of product photos against descriptions, 0 to 1, for a photo without words."""

    photo_to_photo_with_text: float = 0.65
    """The same weight for a photo with words. Words ask for something that does not look like the
    photo, so descriptions count for more."""

    text_to_photo: float = 0.35
    """Weight of product photos against descriptions, 0 to 1, for words and exclusions."""

    exclusion_weight: float = 0.7
    """Weight with which the similarity to excluded phrases is subtracted."""

    unlike_weight: float = 0.3
    """Weight with which the similarity to products to be unlike is subtracted, as far as it goes
    beyond the photo. At 0.5, other products of the pictured kind were pushed away too."""

    score_scale: tuple[tuple[float, float], ...] = ((0.0, 1.0), (0.6, 1.15), (1.0, 0.72))
    """Pairs of (share of the photo, factor of the vector score), linear in between. The factor lets
    one `min_score` judge every kind of query. A product that fits both photo and words is less near
    to each than one that fits it alone; and any photo resembles some product, while words may
    resemble none."""

    # Boosts and penalties: what full-text matches and facts add to the vector score.

    text_boost: float = 1.2
    """Added for a product whose text has every word of the query, in proportion for some of them.
    At 1.5, words outweighed meaning (precision@10 .950 against .963)."""

    text_boost_with_photo: float = 0.7
    """The same for words beside a photo, times the share of the words. They say what should differ
    from the photo, and a product that has them all may be something else altogether."""

    tie_break: float = 0.001
    """A product with all the words in its facts (all but the description) is lifted to `min_score`.
    This share of its own score is added, to keep the order among such products."""

    concepts_boost: float = 1.5
    """Added for a product that by its facts has all that the words ask for, in a search by words
    alone. It goes before one whose vector is nearer, but whose facts don't say so."""

    lack_penalty: float = 3.0
    """Subtracted for each concept of the words that a product lacks, twice for their kind. Besides,
    a product that lacks any scores less than `min_score`."""

    lack_penalty_with_photo: float = 0.25
    """The same beside a photo, if the words name no kind: what lacks the colour but looks like the
    photo goes before another kind in that colour. At 0, the photo outweighed the words."""

    cap_margin: float = 0.05
    """How much less than `min_score`."""

    identifier_boost: float = 50.0
    """Added for a product whose article number, GTIN or MPN is the query, however it is spelled;
    more than any score."""

    identifier_spelling_boost: float = 20.0
    """Added on top where the number is spelled as typed: "X#12" and "(X)12" may be two articles,
    and each finds both. More than the scores of two products differ."""

    title_boost: float = 6.0
    """Added for a product whose title is the query: more than a nearer vector is worth."""

    rare_words_boost: float = 6.0
    """Added for a product with all the words in its facts where at most `rare_products` have them,
    in a search by words alone. Such words are names, and the encoder does not know them."""

    rare_products: int = 2
    """See `rare_words_boost`, in products of the whole catalog. At 10, words that any shopper uses
    were taken for names (precision@10 of paraphrases .977 against .995)."""

    in_stock_boost: float = 0.25
    """Added for a size in stock, only to choose which size of a product is shown."""

    unembedded_score: float = -9.0
    """The vector score of a product without an embedding yet: below all that have one."""

    text_rank_scale: float = 10.0
    """Factor of ts_rank_cd (0 to 1), which is the score if words are matched without an encoder."""

    # Thresholds.

    min_score: float = 2.4
    """From this score on, a product is a match: totals and facets count it, and it is "close". On
    held-out products, 2.4 balances wrongly kept against wrongly dropped matches."""

    strong_score: float = 3.2
    """From this score on, a match is "strong"."""

    min_kind_score: float = 2.0
    """A product of the kind that the words name is lifted to `min_score` from this score on, even
    if its text lacks other words of the query."""

    sort_band: float = 0.5
    """Sorted by price or date, products after the matches are sorted within bands of so many
    deviations, the nearest band first. At 1, .33 instead of .38 of the first page were of the kind
    of a real photo; by price alone, .04."""

    min_kind_products: int = 100
    """If fewer products than this are of the kind that the words name, the search goes on to
    products of other kinds, and lists them after these."""

    # Budgets: how deep a search looks. Counted in results, products or embeddings.

    window: int = 300
    """Results that are ranked and can be paged through."""

    min_window: int = 100
    """The smallest window of a filtered search through the index."""

    facet_window: int = 150
    """The largest window to count the other values of a disjunctive facet through the index."""

    ann_neighbours: int = 1_200
    """The window of a filtered search through the index holds as many results as should pass among
    this many nearest products. To find them, the index also visits those that do not pass."""

    collapse_slack: float = 1.5
    """To fill the window after sizes collapse, rank this factor times the additional products that
    it would hold if every collapse group had the average number of products."""

    collapse_retry: int = 8
    """If the page is short all the same, because the best products have many sizes, rank this many
    times as many products."""

    max_ranked: int = 2_400
    """Products ranked to fill one window, at most."""

    max_over_fetch: int = 2_000
    """Embeddings fetched to find `window` products, at most: several photos show one product."""

    max_unranked: int = 10_000
    """Products read, at most, without a vector to rank by: browsing, and words without an encoder.
    """

    exact_limit: int | None = None
    """Up to this many filtered products are compared one by one, without the index. None
    derives it from the size of the catalog and the two values below."""

    min_exact_limit: int = 5_000
    """The exact limit of a small catalog, in products."""

    exact_limit_factor: int = 400
    """The exact limit is √(factor · products of the catalog). To fetch w of the p products that
    pass among n, the index visits n · w / p rows, so comparing all p pays off while p is below a
    multiple of √n."""

    probe_products: int = 8
    """Under a filter, a probe first fetches as many of the nearest embeddings as would hold this
    many products that pass, if filter and vectors were independent. Products that pass may lie far
    from the query in the HNSW graph, where an iterative scan finds them late and incompletely."""

    min_probe: int = 100
    """Embeddings probed, at least: among fewer, it may be chance that no product passes."""

    min_probe_products: int = 2
    """If fewer of the probed products pass, all filtered products are compared exactly instead."""

    scan_patience: int = 5
    """The index may visit this factor times the rows that it would have to visit if filter and
    vectors were independent. It visits about three to fetch one."""

    min_scan: int = 1_000
    """Rows that the index may visit, at least."""

    ef_search: int = 150
    """hnsw.ef_search: size of the candidate list while the graph is searched (default 40)."""


RANKING: Final = Ranking()
"""The values that searches use."""


class UnknownRanking(ValueError):
    """An assignment has a name that is not in `Ranking`, or a value that cannot be read."""


def ranking_with(assignments: Iterable[str], ranking: Ranking = RANKING) -> Ranking:
    """Return `ranking` with other values, each given as "text_boost=1.5". Raises UnknownRanking."""
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
