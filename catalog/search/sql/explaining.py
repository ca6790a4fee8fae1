"""The parts of each score on a page, by another SELECT over the CTEs of the same statement."""

from catalog.search.sql import scoring, words
from catalog.search.sql.boosts import (
    base_score,
    boosts_after_lift,
    boosts_before_lift,
    min_score_lift,
)
from catalog.search.sql.section import Section


def score_parts(s: Section) -> str:
    boosts = {
        **boosts_before_lift(s),
        "min_score_lift": min_score_lift(s),
        **boosts_after_lift(s),
        "collapse": "page.score - c.row_score",
    }
    parts = ",\n           ".join(f"'{name}', {boost}" for name, boost in boosts.items())
    return f"""
SELECT page.product_id, d.title, page.score,
       {base_score(s)} AS base_score,
       embedding.joint::text AS joint,
       jsonb_build_object(
           {parts}) AS boosts
FROM page
JOIN row_scores c USING (product_id)
JOIN catalog_product d ON d.id = page.product_id
{words.terms_of(s)}
    {scoring.before_lift(s)}
LEFT JOIN catalog_embedding embedding
       ON embedding.product_id = page.product_id AND embedding.encoder_version_id = {s.version}
      AND embedding.photo_id IS NOT DISTINCT FROM page.photo_id
ORDER BY page.position"""
