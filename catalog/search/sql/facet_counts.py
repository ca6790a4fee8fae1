"""The CTEs that count facets."""

from catalog.models import SIZE_ATTRIBUTE
from catalog.search.sql.section import Section


def facet_values(s: Section) -> str:
    """How many results have a value: of those in the total, and of all that are listed. Each facet
    is counted by itself, because rows of a key and a value take most of the time. A disjunctive
    facet is the only one of its filter set: whether a key is its own is tested once.

    The sizes of one product count once for each value. They may differ in some facets; what they
    share is read from the size that represents them.
    """
    alone, results = "NOT d.has_sizes", "d.is_result"
    return f"""
facet_values{s.suffix} AS (
    {_count(s, "'brand'", "d.brand_key", alone)}
    UNION ALL
    {_count(s, "'availability'", "d.availability", alone)}
    UNION ALL
    {_count(s, "'category'", "g.path", alone, "JOIN catalog_category g ON g.id = d.category_id")}
    UNION ALL
    {_count(s, "'merchant'", "m.slug", results, "JOIN catalog_merchant m ON m.id = d.merchant_id")}
    UNION ALL
    {_attribute_counts(s)}
    UNION ALL
    {_counts_of_sizes(s)}
)"""


def _count(s: Section, key: str, value: str, rows: str, join: str = "") -> str:
    return f"""SELECT {key} AS key, {value} AS value,
           count(*) FILTER (WHERE d.is_counted) AS n, count(*) AS listed
    FROM listed{s.suffix} d {join}
    WHERE {rows} AND {value} <> ''{_is_facet(s, key)}
    GROUP BY {value}"""


def _attribute_counts(s: Section) -> str:
    return f"""SELECT 'attributes.' || name, attributes ->> name,
           count(*) FILTER (WHERE is_counted), count(*)
    FROM (
        SELECT attributes, is_counted, has_sizes, jsonb_object_keys(attributes) AS name
        FROM listed{s.suffix} WHERE is_result
    ) d
    WHERE NOT (has_sizes AND name = '{SIZE_ATTRIBUTE}')
      AND attributes ->> name <> ''{_is_facet(s, "'attributes.' || name")}
    GROUP BY name, attributes ->> name"""


def _counts_of_sizes(s: Section) -> str:
    """The values in which the sizes of one product may differ, each once for the product."""
    return f"""SELECT key, value, is_counted::int, 1
    FROM (
        SELECT DISTINCT facet.key, facet.value, d.group_key, d.is_counted
        FROM listed{s.suffix} d
        LEFT JOIN catalog_category g ON g.id = d.category_id
        CROSS JOIN LATERAL (
            VALUES ('brand', d.brand_key), ('availability', d.availability), ('category', g.path),
                   ('attributes.{SIZE_ATTRIBUTE}', d.attributes ->> '{SIZE_ATTRIBUTE}')
        ) facet (key, value)
        WHERE d.has_sizes AND facet.value <> ''{_is_facet(s, "facet.key")}
    ) sizes"""


def _is_facet(s: Section, key: str) -> str:
    return f" AND {key} = %(facet_{s.number})s" if s.number else ""


def brand_spellings(s: Section) -> str:
    """The most frequent spelling of each listed brand."""
    return f"""
brand_spellings{s.suffix} AS (
    SELECT DISTINCT ON (brand_key) brand_key, brand
    FROM (SELECT brand_key, brand, count(*) AS n FROM listed{s.suffix} GROUP BY 1, 2) spellings
    ORDER BY brand_key, n DESC, brand
)"""


def facet_counts(s: Section) -> str:
    """The counts of each value. Brands are counted by key, and have a spelling to show. Of a
    disjunctive facet, these are only the values that the page's own products do not have: those
    they have are counted with the page.
    """
    spelling, spellings, others = "NULL", "", ""
    if s.counts_brands:
        spelling = "spellings.brand"
        spellings = f"""
    LEFT JOIN brand_spellings{s.suffix} spellings ON key = 'brand' AND brand_key = value"""
    if s.number:
        others = """
        WHERE (key, value) NOT IN (SELECT key, value FROM facet_counts)"""
    return f"""
facet_counts{s.suffix} AS (
    SELECT key, value, n, listed, has_more, is_cut, {spelling} AS spelling
    FROM (
        SELECT key, value, sum(n) AS n, sum(listed) AS listed
        FROM facet_values{s.suffix}{others}
        GROUP BY key, value
    ) counts CROSS JOIN has_more{s.suffix}{spellings}
)"""
