"""The CTEs that find the candidates of a filter set."""

from catalog.search.plan import Strategy
from catalog.search.sql.prices import HAS_WINDOW, LASTING_PRICE, PRICE
from catalog.search.sql.section import Section


def query_vector(s: Section) -> str:
    """The query vector, parsed once. A scalar subquery is constant, so an index can order by it."""
    return f"""
query_vector AS MATERIALIZED (SELECT %(vector)s::halfvec({s.width}) AS vector)"""


def filtered(s: Section) -> str:
    """The products that pass the filters. They are materialized where all are compared; elsewhere
    the planner joins them as it likes. One row above the exact limit shows that it is exceeded.
    """
    materialized = "MATERIALIZED" if s.has_vector and not s.is_ann else "NOT MATERIALIZED"
    limit = f"\n    LIMIT {s.exact_limit} + 1" if s.strategy is Strategy.EXACT_IF_FEW else ""
    return f"""
filtered{s.suffix} AS {materialized} (
    {s.products}{limit if s.has_vector else ""}
)"""


def filtered_count(s: Section) -> str:
    return f"""
filtered_count{s.suffix} AS MATERIALIZED (SELECT count(*) AS n FROM filtered{s.suffix})"""


def exact_hits(s: Section) -> str:
    """Every filtered product with its best photo, by one scan for a sorted array of ids. That costs
    a third less than a look-up for each id, and returns the photos of a product side by side.
    "+ 0" keeps the HNSW index away.
    """
    return f"""
exact_hits{s.suffix} AS (
    SELECT DISTINCT ON (e.product_id) e.product_id, e.photo_id,
           {distance(s)} + 0 AS distance
    FROM catalog_embedding e
    WHERE e.encoder_version_id = {s.version} AND {_few_enough(s)}
      AND e.product_id = ANY (ARRAY(SELECT id FROM filtered{s.suffix}))
    ORDER BY e.product_id, distance, e.photo_id
)"""


def probe(s: Section) -> str:
    """How many of the nearest products pass the filters, to see if any lie near the query."""
    return f"""
probe{s.suffix} AS MATERIALIZED (
    SELECT count(DISTINCT e.product_id) AS passing
    FROM (
        SELECT e.product_id FROM catalog_embedding e
        WHERE e.encoder_version_id = {s.version}
        ORDER BY {_indexed_distance(s)} LIMIT {s.depth.probe}
    ) e JOIN filtered{s.suffix} p ON p.id = e.product_id
)"""


def ann_rows(s: Section) -> str:
    """The nearest embeddings, by the HNSW index. The iterative scan goes on until enough rows have
    passed the filters. Nothing here depends on the page, so all pages are cut from one ranking.

    The partial index is used only if the version is a literal and the order is the bare indexed
    expression.
    """
    minimum = s.plan.ranking.min_probe_products
    worthwhile = f"(SELECT passing FROM probe{s.suffix}) >= {minimum}" if s.is_probed else "TRUE"
    return f"""
ann_rows{s.suffix} AS MATERIALIZED (
    SELECT e.product_id, e.photo_id,
           {distance(s)} AS distance
    FROM catalog_embedding e JOIN filtered{s.suffix} p ON p.id = e.product_id
    WHERE e.encoder_version_id = {s.version} AND {worthwhile}
    ORDER BY {_indexed_distance(s)}
    LIMIT {s.depth.embeddings}
)"""


def ann_hits(s: Section) -> str:
    """The products of `ann_rows`, each with its best photo."""
    return f"""
ann_hits{s.suffix} AS (
    SELECT DISTINCT ON (product_id) product_id, photo_id, distance
    FROM ann_rows{s.suffix} ORDER BY product_id, distance, photo_id
)"""


def vector_hits(s: Section) -> str:
    """The nearest products. A product counts once, however many photos it has, because only its
    best photo is left before the cut.
    """
    source = "ann_hits" if s.is_ann else "exact_hits"
    return f"""
vector_hits{s.suffix} AS MATERIALIZED (
    SELECT product_id, photo_id, %(scale)s * -distance + %(offset)s AS base_score
    FROM {source}{s.suffix} ORDER BY distance LIMIT {s.depth.products}
)"""


def unembedded(s: Section) -> str:
    """Filtered products without an embedding yet. They fill up a window that has room left."""
    return f"""
unembedded{s.suffix} AS (
    SELECT p.id AS product_id, NULL::bigint AS photo_id, NULL::float8 AS base_score
    FROM filtered{s.suffix} p
    WHERE {_few_enough(s)} AND (SELECT count(*) FROM vector_hits{s.suffix})
          < least((SELECT n FROM filtered_count{s.suffix}), {s.depth.products})
      AND NOT EXISTS (SELECT FROM catalog_embedding e
                      WHERE e.product_id = p.id AND e.encoder_version_id = {s.version})
    LIMIT {s.depth.products}
)"""


def browsed(s: Section, order: str) -> str:
    """The filtered products in the order of the page, for searches without a query."""
    if s.plan.page.sort.is_by_price:
        return _browsed_by_price(s, order)
    return f"""
browsed{s.suffix} AS (
    SELECT d.id AS product_id, NULL::bigint AS photo_id, 0::float8 AS base_score
    FROM filtered{s.suffix} p JOIN catalog_product d USING (id)
    ORDER BY {order}
    LIMIT {s.plan.ranking.max_unranked}
)"""


def _browsed_by_price(s: Section, order: str) -> str:
    """The same in the order of prices. Where no sale has a window, the index has them in order."""
    lasting = _by_price(s, order, price=LASTING_PRICE, condition=f"NOT {HAS_WINDOW}")
    dated = _by_price(s, order, price=PRICE, condition=HAS_WINDOW)
    return f"""
browsed{s.suffix} AS (
    SELECT id AS product_id, NULL::bigint AS photo_id, 0::float8 AS base_score
    FROM ({lasting}
        UNION ALL {dated}
    ) d
    ORDER BY {order}
    LIMIT {s.plan.ranking.max_unranked}
)"""


def _by_price(s: Section, order: str, *, price: str, condition: str) -> str:
    return f"""(
        SELECT d.id, d.currency, {price} AS current_price
        FROM filtered{s.suffix} p JOIN catalog_product d USING (id)
        WHERE {condition}
        ORDER BY {order}
        LIMIT {s.plan.ranking.max_unranked}
        )"""


def candidates(s: Section, *sources: str) -> str:
    """The candidates: all rows of the CTEs named in `sources`."""
    rows = " UNION ALL ".join(f"TABLE {source}{s.suffix}" for source in sources)
    return f"""
candidates{s.suffix} AS ({rows})"""


def _indexed_distance(s: Section) -> str:
    """The negative inner product, written exactly as in the definition of the HNSW index."""
    return f"e.joint::halfvec({s.width}) <#> (SELECT vector FROM query_vector)"


def distance(s: Section) -> str:
    """The distance of an embedding `e` from the query vector."""
    return f"({_indexed_distance(s)})"


def _few_enough(s: Section) -> str:
    """Whether few enough products pass to compare them all. Postgres tests it once, at first."""
    if s.strategy is Strategy.EXACT:
        return "TRUE"
    return f"(SELECT n FROM filtered_count{s.suffix}) <= {s.exact_limit}"
