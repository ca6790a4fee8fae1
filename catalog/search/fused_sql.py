"""The fused statement's parts, as SQL. statement.py puts them together.

{k} numbers a set of filters: 0 is what was asked, each other leaves out the selection of one facet,
so that its other values can still be chosen. What differs from search to search is bound,
%(so)s, and the statement is planned once for many.
"""

# A scalar subquery of it is constant while the statement runs: an index can be ordered by it, and
# its hundreds of numbers are read once.
VECTOR = """
vector AS MATERIALIZED (SELECT %(vector)s::halfvec({width}) AS query)"""

WORDS = """
words AS MATERIALIZED (
    SELECT tsvector_to_array(to_tsvector('english', %(wanted)s)) AS asked,
           websearch_to_tsquery('english', %(wanted)s) AS query,
           {excluded} AS excluded
)"""

# A phrase that a text may not have. "Without a hood" does not have it ("a" is a place, but no word,
# and of "no" the index knows nothing). Of a phrase without any word nothing is asked.
EXCLUDED = """
(SELECT CASE WHEN numnode(phrase) = 0 THEN phrase
             ELSE phrase && !! (tsquery_phrase('without', phrase)
                                || tsquery_phrase('without', phrase, 2)) END
 FROM phraseto_tsquery('english', %({phrase})s) phrase)"""

# Found once, for the count and for the comparison. One more than the limit tells that it is passed.
PASSING = """
passing_{k} AS MATERIALIZED (SELECT id FROM ({products}) p {at_most}),
reach_{k} AS MATERIALIZED (SELECT count(*) AS n FROM passing_{k})"""

# All that pass, by one scan for a sorted array of their ids, which costs two thirds of a look-up
# for each and brings the photos of a product one after the other. "+ 0" keeps the HNSW index away.
# {few}, a condition on scalar subqueries, is a one-time filter: were they too many, none is read.
EXACT = """
best_{k} AS (
    SELECT DISTINCT ON (e.product_id) e.product_id, e.photo_id,
           (e.joint::halfvec({width}) <#> (SELECT query FROM vector)) + 0 AS distance
    FROM catalog_embedding e
    WHERE e.encoder_version_id = {version} AND {few}
      AND e.product_id = ANY (ARRAY(SELECT id FROM passing_{k}))
    ORDER BY e.product_id, distance, e.photo_id
)"""

# How many of the nearest pass: whether these filters leave any near the query.
NEARBY = """
nearby_{k} AS MATERIALIZED (
    SELECT count(DISTINCT e.product_id) AS n
    FROM (
        SELECT e.product_id FROM catalog_embedding e
        WHERE e.encoder_version_id = {version}
        ORDER BY e.joint::halfvec({width}) <#> (SELECT query FROM vector) LIMIT {probed}
    ) e JOIN ({products}) p ON p.id = e.product_id
)"""

# Through the index. The version is a literal, or the partial index could not be used, and the
# ORDER BY is the bare indexed expression for the same reason. The iterative scan goes on until so
# many rows have passed the filters. Nothing depends on the page asked for, so all pages are cut
# from one and the same ranking.
INDEXED = """
indexed_{k} AS MATERIALIZED (
    SELECT e.product_id, e.photo_id,
           (e.joint::halfvec({width}) <#> (SELECT query FROM vector)) AS distance
    FROM catalog_embedding e JOIN ({products}) p ON p.id = e.product_id
    WHERE e.encoder_version_id = {version} AND {nearby}
    ORDER BY e.joint::halfvec({width}) <#> (SELECT query FROM vector)
    LIMIT {over_fetch}
),
best_{k} AS (
    SELECT DISTINCT ON (product_id) product_id, photo_id, distance
    FROM indexed_{k} ORDER BY product_id, distance, photo_id
)"""

# Of each product the best photo only, before anything is cut off: however many photos it has, it
# takes one place.
NEAREST = """
nearest_{k} AS MATERIALIZED (
    SELECT product_id, photo_id, %(scale)s * -distance + %(offset)s AS nearness
    FROM best_{k} ORDER BY distance LIMIT {window}
)"""

# No vectors yet: they fill the page where nothing else does.
WAITING = """
waiting_{k} AS (
    SELECT p.id AS product_id, NULL::bigint AS photo_id, NULL::float8 AS nearness
    FROM passing_{k} p
    WHERE {few} AND (SELECT count(*) FROM nearest_{k}) < least((SELECT n FROM reach_{k}), {window})
      AND NOT EXISTS (SELECT FROM catalog_embedding e
                      WHERE e.product_id = p.id AND e.encoder_version_id = {version})
    LIMIT {window}
)"""

# What the words name literally (brands, SKUs), whatever the vectors say.
NAMED = """
named_{k} AS (
    SELECT l.id AS product_id, e.photo_id,
           %(scale)s * -(e.joint::halfvec({width}) <#> (SELECT query FROM vector)) + %(offset)s
    FROM (
        SELECT p.id FROM ({passing}) p JOIN catalog_product d USING (id)
        WHERE d.search_document @@ (SELECT query FROM words) LIMIT {window}
    ) l
    LEFT JOIN catalog_embedding e ON e.product_id = l.id AND e.encoder_version_id = {version}
)"""

CANDIDATES = """
candidates_{k} AS ({candidates})"""

# No vectors to go by: the words alone, literally.
NAMED_ONLY = """
    SELECT p.id AS product_id, NULL::bigint AS photo_id,
           10 * ts_rank_cd(d.search_document, (SELECT query FROM words), 32)::float8 AS nearness
    FROM ({products}) p JOIN catalog_product d USING (id)
    WHERE d.search_document @@ (SELECT query FROM words) LIMIT {most}"""

# Nothing asked for: the shop's shelves, in the asked order.
BROWSE = """
    SELECT d.id AS product_id, NULL::bigint AS photo_id, 0::float8 AS nearness
    FROM ({products}) p JOIN catalog_product d USING (id)
    ORDER BY {order} LIMIT {most}"""

# One row for each product, by its best photo. ts_delete takes the asked words out of a product's
# text: what it is shorter by, it had of them. What has them all in its title or attributes scores
# %(named_floor)s at least, in the order of nearness, whatever the encoder makes of the words.
OWN = """
own_{k} AS MATERIALIZED (
    SELECT c.product_id, c.photo_id, d.id, d.current_price,
           d.brand, d.availability, d.attributes, d.merchant_id, d.category_id,
           CASE WHEN d.group_id <> ''
                THEN hashtextextended(d.merchant_id || '/' || d.group_id || '/'
                                      || (d.attributes - 'size')::text, 0) END AS sizes_of,
           CASE WHEN literally.all_named THEN greatest(near, %(named_floor)s + near / 1000)
                ELSE near END
           + CASE WHEN %(identifier)s <> ''
                   AND %(identifier)s IN (lower(d.external_id), lower(d.gtin), lower(d.mpn))
                  THEN {identifier_bonus} ELSE 0 END
           - CASE WHEN named.document @@ words.excluded THEN {penalty} ELSE 0 END AS own_score
    FROM (
        SELECT DISTINCT ON (product_id) product_id, photo_id, nearness FROM candidates_{k}
        ORDER BY product_id, nearness DESC NULLS LAST, photo_id
    ) c JOIN catalog_product d ON d.id = c.product_id CROSS JOIN words
    CROSS JOIN LATERAL (SELECT ts_filter(d.search_document, '{{a,d}}') AS document) named
    CROSS JOIN LATERAL (
        SELECT coalesce(c.nearness, {unknown})
               + coalesce(%(bonus)s * (length(d.search_document)
                                     - length(ts_delete(d.search_document, words.asked)))
                          / nullif(cardinality(words.asked), 0), 0) AS near,
               words.asked <> '{{}}' AND cardinality(words.asked)
                   = length(named.document) - length(ts_delete(named.document, words.asked))
               AS all_named
    ) literally
)"""

# Sizes of one product (sizes.py) share a place, with the best of their scores: that of the `shown`
# one, the nearest, or one that can be bought where they are about as near. Few products have any,
# so they are joined: windows over all rows took 0.9 ms longer.
PLACES = """
places_{k} AS (
    SELECT sizes_of, max(own_score) AS score,
           (array_agg(id ORDER BY own_score + CASE WHEN availability = 'in_stock'
                                  THEN {in_stock_bonus} ELSE 0 END DESC, id DESC))[1] AS shown
    FROM own_{k} WHERE sizes_of IS NOT NULL GROUP BY sizes_of
)"""
SCORED = """
scored_{k} AS MATERIALIZED (
    SELECT own.*, coalesce(place.score, own_score) AS score, coalesce(place.shown, id) AS shown
    FROM own_{k} own LEFT JOIN places_{k} place ON place.sizes_of = own.sizes_of
)"""

# The relevant set: what comes up to the match floor, or, where nothing does, all candidates.
RELEVANT = """
relevant_{k} AS MATERIALIZED (
    SELECT * FROM scored_{k}
    WHERE score >= %(floor)s OR NOT EXISTS (SELECT FROM scored_{k} WHERE score >= %(floor)s)
)"""

# Whether products that were not looked at may belong to the relevant set: there are some, and the
# last that was looked at would, with all the words, come up to the floor itself; or not all could
# be looked at that the words name.
NEAREST_MORE = """
more_{k} AS (
    SELECT {unseen}
           AND ((SELECT min(nearness) FROM nearest_{k}) + %(bonus)s >= %(floor)s
                OR NOT EXISTS (SELECT FROM scored_{k} WHERE score >= %(floor)s)
                OR {named_more}) AS more
)"""
NAMED_MORE = "(SELECT count(*) FROM named_{k}) >= {window}"
OTHER_MORE = """
more_{k} AS (SELECT count(*) >= {most} AS more FROM scored_{k})"""

PAGE = """
page AS (
    SELECT product_id, photo_id, score, row_number() OVER (ORDER BY {order}) AS place
    FROM scored_0 d WHERE id = shown ORDER BY {order} LIMIT %(limit)s OFFSET %(skip)s
)"""

VALUES = """
values_{k} AS MATERIALIZED (
    SELECT facet.key, facet.value, d.shown, d.sizes_of
    FROM relevant_{k} d
    JOIN catalog_merchant m ON m.id = d.merchant_id
    LEFT JOIN catalog_category g ON g.id = d.category_id
    CROSS JOIN LATERAL (
        VALUES ('brand', d.brand), ('availability', d.availability),
               ('merchant', m.slug), ('category', g.path)
        UNION ALL
        SELECT 'attributes.' || key, value FROM jsonb_each_text(d.attributes)
    ) facet (key, value)
    WHERE facet.value <> '' AND {counted}
)"""

# Places are counted: of sizes in one place each value once.
FACETS = """
facets_{k} AS (
    SELECT key, value, count(*) AS n, (SELECT more FROM more_{k}) AS more
    FROM (
        SELECT key, value FROM values_{k} WHERE sizes_of IS NULL
        UNION ALL
        SELECT key, value FROM (
            SELECT DISTINCT key, value, shown FROM values_{k} WHERE sizes_of IS NOT NULL
        ) once
    ) one GROUP BY key, value
)"""

# What the page's own products do not have: theirs are counted with the page.
WIDENED_COUNTS = """facet.key = %(key_{k})s AND NOT EXISTS (
        SELECT FROM facets_0 own WHERE own.key = facet.key AND own.value = facet.value)"""

# How many pass, if that was counted, and whether another scan would have been the right one.
OUTCOME = """
outcome_{k} AS (SELECT {k} AS k, ({reach})::bigint AS reach, {misjudged} AS misjudged)"""

# As much was ranked as should have been, and it is not enough for a page.
CROWDED = """
    (SELECT count(*) FROM scored_0 WHERE id = shown) < {places}
    AND (SELECT count(*) FROM scored_0) >= {window}"""

ANSWER = """
SELECT (SELECT coalesce(jsonb_agg(jsonb_build_array(product_id, photo_id, score) ORDER BY place),
                        '[]') FROM page) AS hits,
       (SELECT count(*) FROM relevant_0 WHERE id = shown) AS total,
       (SELECT more FROM more_0) AS more,
       (SELECT count(*) FROM scored_0 WHERE id = shown) AS ranked,
       (SELECT jsonb_agg(jsonb_build_array(reach, misjudged) ORDER BY k)
        FROM ({outcomes}) o) AS outcomes,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(key, value, n, more)), '[]')
        FROM ({facets}) f) AS facets,
       {crowded} AS crowded"""
