-- %(limit)s = 24
-- %(skip)s = 0
-- %(at)s = 2026-12-01 12:00:00+00:00
-- %(min_score)s = -inf
-- %(price_currency)s = 
-- %(text)s = 
-- %(typed)s = 
-- %(identifier_keys)s = []
-- %(language_0)s = english
-- %(text_boost)s = 0.0
-- %(lift_to)s = -inf

SET LOCAL hnsw.ef_search = 150;
SET LOCAL hnsw.iterative_scan = relaxed_order;
SET LOCAL hnsw.max_scan_tuples = 1000;
SET LOCAL hnsw.scan_mem_multiplier = 4;
SET LOCAL random_page_cost = 1.1;
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL plan_cache_mode = force_generic_plan;

WITH
query_terms AS MATERIALIZED (
    SELECT language,
           tsvector_to_array(to_tsvector(config, words)) AS lexemes,
           plainto_tsquery(config, words) AS tsquery,
           ''::tsquery AS excluded
    FROM (VALUES (%(language_0)s::text)) languages (language)
    CROSS JOIN LATERAL (
        SELECT catalog_text_config(language) AS config,
               catalog_words(language, %(text)s, FALSE) AS words
    ) query
),
filtered AS NOT MATERIALIZED (
    SELECT "catalog_product"."id" AS "id" FROM "catalog_product" INNER JOIN "catalog_merchant" ON ("catalog_product"."merchant_id" = "catalog_merchant"."id") WHERE ("catalog_product"."active" AND "catalog_merchant"."active")
),
browsed AS (
    SELECT id AS product_id, NULL::bigint AS photo_id, 0::float8 AS base_score
    FROM ((
        SELECT d.id, d.currency, least(d.price, d.sale_price) AS current_price
        FROM filtered p JOIN catalog_product d USING (id)
        WHERE NOT (d.sale_starts IS NOT NULL OR d.sale_ends IS NOT NULL)
        ORDER BY current_price, d.id DESC
        LIMIT 10000
        )
        UNION ALL (
        SELECT d.id, d.currency, catalog_price_at(d.price, d.sale_price, d.sale_starts, d.sale_ends,
                            %(at)s::timestamptz) AS current_price
        FROM filtered p JOIN catalog_product d USING (id)
        WHERE (d.sale_starts IS NOT NULL OR d.sale_ends IS NOT NULL)
        ORDER BY current_price, d.id DESC
        LIMIT 10000
        )
    ) d
    ORDER BY current_price, d.id DESC
    LIMIT 10000
),
candidates AS (TABLE browsed),
row_scores AS MATERIALIZED (
    SELECT c.product_id, c.photo_id, c.base_score, d.id, d.currency,
           catalog_price_at(d.price, d.sale_price, d.sale_starts, d.sale_ends,
                            %(at)s::timestamptz) AS current_price,
           d.brand, d.brand_key, d.availability, d.attributes, d.merchant_id, d.category_id,
           CASE WHEN d.group_id <> ''
                THEN hash_record_extended(ROW(d.merchant_id, d.group_id, d.attributes - 'size'), 0) END AS group_key,
           before_lift.score
           + CASE WHEN before_lift.has_all_words
                  THEN greatest(0, %(lift_to)s - before_lift.score + 0.001
                                   * (before_lift.score - -9.0))
                  ELSE 0 END AS row_score
    FROM (
        SELECT DISTINCT ON (product_id) product_id, photo_id, base_score
        FROM candidates
        ORDER BY product_id, base_score DESC NULLS LAST, photo_id
    ) c JOIN catalog_product d ON d.id = c.product_id CROSS JOIN query_terms
    CROSS JOIN LATERAL (SELECT ts_filter(d.search_document, '{a,d}') AS document) facts
    CROSS JOIN LATERAL (
        SELECT coalesce(c.base_score, -9.0)
               + coalesce(
                   %(text_boost)s
                   * (length(d.search_document)
                      - length(ts_delete(d.search_document, query_terms.lexemes)))
                   / nullif(cardinality(query_terms.lexemes), 0), 0) AS score,
               query_terms.lexemes <> '{}'
               AND cardinality(query_terms.lexemes)
                   = length(facts.document)
                     - length(ts_delete(facts.document, query_terms.lexemes)) AS has_all_words
        OFFSET 0
    ) before_lift
),
groups AS (
    SELECT group_key, max(row_score) AS score,
           (array_agg(id ORDER BY row_score + CASE WHEN availability = 'in_stock'
                                  THEN 0.25 ELSE 0 END DESC, id DESC))[1] AS representative
    FROM row_scores
    WHERE group_key IN (SELECT group_key FROM row_scores
                        GROUP BY group_key HAVING count(group_key) > 1)
    GROUP BY group_key
),
grouped AS MATERIALIZED (
    SELECT r.*, coalesce(g.score, row_score) AS score,
           coalesce(g.representative = id, TRUE) AS is_result,
           g.group_key IS NOT NULL AS has_sizes
    FROM row_scores r LEFT JOIN groups g ON g.group_key = r.group_key
),
listed AS MATERIALIZED (
    SELECT *, score >= %(min_score)s
              OR NOT EXISTS (SELECT FROM grouped WHERE score >= %(min_score)s) AS is_counted
    FROM grouped
),
has_more AS (
    SELECT is_cut, is_cut AS has_more
    FROM (SELECT count(*) >= 10000 AS is_cut FROM grouped) ranking
),
page AS (
    SELECT product_id, photo_id, score,
           row_number() OVER (ORDER BY current_price, d.id DESC) AS position
    FROM grouped d WHERE is_result
    ORDER BY current_price, d.id DESC
    LIMIT %(limit)s OFFSET %(skip)s
),
facet_values AS (
    SELECT 'brand' AS key, d.brand_key AS value,
           count(*) FILTER (WHERE d.is_counted) AS n, count(*) AS listed
    FROM listed d 
    WHERE NOT d.has_sizes AND d.brand_key <> ''
    GROUP BY d.brand_key
    UNION ALL
    SELECT 'availability' AS key, d.availability AS value,
           count(*) FILTER (WHERE d.is_counted) AS n, count(*) AS listed
    FROM listed d 
    WHERE NOT d.has_sizes AND d.availability <> ''
    GROUP BY d.availability
    UNION ALL
    SELECT 'category' AS key, g.path AS value,
           count(*) FILTER (WHERE d.is_counted) AS n, count(*) AS listed
    FROM listed d JOIN catalog_category g ON g.id = d.category_id
    WHERE NOT d.has_sizes AND g.path <> ''
    GROUP BY g.path
    UNION ALL
    SELECT 'merchant' AS key, m.slug AS value,
           count(*) FILTER (WHERE d.is_counted) AS n, count(*) AS listed
    FROM listed d JOIN catalog_merchant m ON m.id = d.merchant_id
    WHERE d.is_result AND m.slug <> ''
    GROUP BY m.slug
    UNION ALL
    SELECT 'attributes.' || name, attributes ->> name,
           count(*) FILTER (WHERE is_counted), count(*)
    FROM (
        SELECT attributes, is_counted, has_sizes, jsonb_object_keys(attributes) AS name
        FROM listed WHERE is_result
    ) d
    WHERE NOT (has_sizes AND name = 'size')
      AND attributes ->> name <> ''
    GROUP BY name, attributes ->> name
    UNION ALL
    SELECT key, value, is_counted::int, 1
    FROM (
        SELECT DISTINCT facet.key, facet.value, d.group_key, d.is_counted
        FROM listed d
        LEFT JOIN catalog_category g ON g.id = d.category_id
        CROSS JOIN LATERAL (
            VALUES ('brand', d.brand_key), ('availability', d.availability), ('category', g.path),
                   ('attributes.size', d.attributes ->> 'size')
        ) facet (key, value)
        WHERE d.has_sizes AND facet.value <> ''
    ) sizes
),
brand_spellings AS (
    SELECT DISTINCT ON (brand_key) brand_key, brand
    FROM (SELECT brand_key, brand, count(*) AS n FROM listed GROUP BY 1, 2) spellings
    ORDER BY brand_key, n DESC, brand
),
facet_counts AS (
    SELECT key, value, n, listed, has_more, is_cut, spellings.brand AS spelling
    FROM (
        SELECT key, value, sum(n) AS n, sum(listed) AS listed
        FROM facet_values
        GROUP BY key, value
    ) counts CROSS JOIN has_more
    LEFT JOIN brand_spellings spellings ON key = 'brand' AND brand_key = value
),
price_counts AS (
    SELECT rounded, count(*) AS n, min(current_price) AS lowest, max(current_price) AS highest
    FROM (
        SELECT current_price,
               CASE WHEN current_price > 0
                    THEN trunc(current_price, 1 - floor(log(current_price::float8))::int)
                    ELSE 0 END AS rounded
        FROM listed
        WHERE is_result AND currency = %(price_currency)s
    ) prices
    GROUP BY rounded
),
diagnostics AS (
    SELECT 0 AS number,
           (NULL)::bigint AS filtered_count,
           FALSE AS wrong_strategy
)
SELECT (SELECT coalesce(jsonb_agg(jsonb_build_array(product_id, photo_id, score)
                                  ORDER BY position), '[]') FROM page) AS hits,
       (SELECT count(*) FROM listed WHERE is_counted AND is_result) AS total,
       (SELECT has_more FROM has_more) AS has_more,
       (SELECT is_cut FROM has_more) AS is_cut,
       (SELECT count(*) FROM grouped WHERE is_result) AS ranked,
       (SELECT jsonb_agg(jsonb_build_array(filtered_count, wrong_strategy) ORDER BY number)
        FROM (TABLE diagnostics) d) AS diagnostics,
       (SELECT coalesce(json_agg(json_build_array(key, value, n, listed, has_more, is_cut,
                                                 spelling)), '[]')::text
        FROM (TABLE facet_counts) f) AS facets,
       (SELECT coalesce(json_agg(json_build_array(rounded, n, lowest, highest)), '[]')::text
        FROM price_counts) AS prices,
       FALSE AS page_short
