"""The parts of each score on a page, by another SELECT over the CTEs of the same statement."""

from catalog.search.sql import scoring
from catalog.search.sql.section import Section


def score_parts(s: Section) -> str:
    return f"""
SELECT page.product_id, d.title, embedding.joint::text AS joint,
       {scoring.vector_score(s)} AS vector_score,
       {scoring.TEXT_BOOST} AS text_boost,
       {scoring.IS_IDENTIFIED} AS is_identified,
       {scoring.HAS_EXCLUDED} AS has_excluded,
       c.row_score, page.score
FROM page
JOIN row_scores c USING (product_id)
JOIN catalog_product d ON d.id = page.product_id
CROSS JOIN query_terms
CROSS JOIN LATERAL (SELECT {scoring.TITLE_DOCUMENT} AS document) title
LEFT JOIN catalog_embedding embedding
       ON embedding.product_id = page.product_id AND embedding.encoder_version_id = {s.version}
      AND embedding.photo_id IS NOT DISTINCT FROM page.photo_id
ORDER BY page.position"""
