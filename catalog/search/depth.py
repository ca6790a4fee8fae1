"""How many rows a search reads from each filter set, by the budgets of its ranking."""

from dataclasses import dataclass

from catalog.search.plan import FilterSet, SearchPlan, Strategy
from catalog.search.query import MAX_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How many rows each step takes from a filter set. A result is a product with all its sizes."""

    window: int  # results to rank
    page: int  # results that the longest page shows
    products: int  # to rank, so that the window is filled after sizes collapse
    page_products: int  # to rank, so that the longest page is filled
    embeddings: int  # to fetch, so that they belong to as many as `products`
    probe: int  # embeddings to fetch in the probe


def depth_of(plan: SearchPlan, filter_set: FilterSet) -> Depth:
    window = _window(plan, filter_set)
    page = min(MAX_LIMIT, window)
    products = _products(plan, window)
    ranking = plan.ranking
    probe = max(ranking.probe_products / filter_set.selectivity, ranking.min_probe)
    return Depth(
        window=window,
        page=page,
        products=products,
        page_products=_products(plan, page),
        embeddings=_embeddings(plan, products),
        probe=_embeddings(plan, probe),
    )


def scan_budget(plan: SearchPlan) -> int:
    """Return how many rows the HNSW index may visit before exact comparison takes over."""
    ann = [each for each in plan.filter_sets if each.strategy is Strategy.ANN]
    rows = [_embeddings(plan, depth_of(plan, each).products / each.selectivity) for each in ann]
    return max(plan.ranking.scan_patience * max(rows, default=0), plan.ranking.min_scan)


def _window(plan: SearchPlan, filter_set: FilterSet) -> int:
    """Return how many results to rank.

    Through the index, a filter that few products pass gets a smaller window, to bound the scan.
    """
    ranking = plan.ranking
    if filter_set.strategy is not Strategy.ANN:
        return ranking.window
    # In steps of fifty: the number is in the statement's text, and each new text is planned anew.
    near = round(ranking.ann_neighbours * filter_set.selectivity / 50) * 50
    longest = ranking.facet_window if filter_set.disjunctive else ranking.window
    return min(max(near, ranking.min_window), longest)


def _products(plan: SearchPlan, results: int) -> int:
    """Return how many products to rank for that many results, with slack for collapsing sizes."""
    match, ranking = plan.vector_match, plan.ranking
    slack = ranking.collapse_slack * (match.products_per_group - 1) if match else 0.0
    products = results * (1 + slack) * (ranking.collapse_retry if plan.deepened else 1)
    return min(round(products), max(ranking.max_ranked, results))


def _embeddings(plan: SearchPlan, products: float) -> int:
    """Return how many embeddings to fetch for that many products."""
    if plan.vector_match is None:
        return 0
    ranking = plan.ranking
    per_window = round(ranking.window * plan.vector_match.photos_per_product)
    return round(min(per_window, ranking.max_over_fetch) * products / ranking.window)
