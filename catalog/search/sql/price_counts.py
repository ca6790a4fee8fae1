"""The CTE that counts the prices of a list, for the histogram beside it."""

from catalog.search.sql.section import Section


def price_counts(s: Section) -> str:
    """How many results are listed at each price of two digits, such as 24 or 1900, rounded down.

    So there are at most ninety rows for each power of ten, and Python can draw any bins whose
    edges have two digits. Logarithms are taken of floats: those of numerics take milliseconds.
    """
    return f"""
price_counts AS (
    SELECT rounded, count(*) AS n, min(current_price) AS lowest, max(current_price) AS highest
    FROM (
        SELECT current_price,
               CASE WHEN current_price > 0
                    THEN trunc(current_price, 1 - floor(log(current_price::float8))::int)
                    ELSE 0 END AS rounded
        FROM listed{s.suffix}
        WHERE is_result AND currency = %(price_currency)s
    ) prices
    GROUP BY rounded
)"""
