-- %(limit)s = 24
-- %(skip)s = 0
-- %(at)s = 2026-12-01 12:00:00+00:00
-- %(min_score)s = 2.4
-- %(price_currency)s = 
-- %(facet_1)s = brand
-- %(facet_2)s = attributes.color
-- %(text)s = blue
-- %(typed)s = blue, no stripes
-- %(identifier_keys)s = ['bluenostripes']
-- %(language_0)s = english
-- %(text_boost)s = 0.27999999999999997
-- %(lift_to)s = -inf
-- %(excluded_0)s = stripes
-- %(vector)s = [0.733736,-0.199443,0.541463,-0.35871]
-- %(scale)s = 0.5573485493659973
-- %(offset)s = 0.0008306964665506867

SET LOCAL hnsw.ef_search = 150;
SET LOCAL hnsw.iterative_scan = relaxed_order;
SET LOCAL hnsw.max_scan_tuples = 6250;
SET LOCAL hnsw.scan_mem_multiplier = 4;
SET LOCAL random_page_cost = 1.1;
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL plan_cache_mode = force_generic_plan;

WITH
query_terms AS MATERIALIZED (
    SELECT language,
           tsvector_to_array(to_tsvector(config, words)) AS lexemes,
           plainto_tsquery(config, words) AS tsquery,
           (
               SELECT CASE WHEN numnode(phrase) = 0 THEN phrase
                           ELSE phrase && !! (tsquery_phrase('without', phrase)
                                              || tsquery_phrase('without', phrase, 2)
                                              || tsquery_phrase(phrase, 'free')) END
               FROM phraseto_tsquery(
                   config, catalog_words(language, %(excluded_0)s, FALSE)) phrase
           ) AS excluded
    FROM (VALUES (%(language_0)s::text)) languages (language)
    CROSS JOIN LATERAL (
        SELECT catalog_text_config(language) AS config,
               catalog_words(language, %(text)s, FALSE) AS words
    ) query
),
query_vector AS MATERIALIZED (SELECT %(vector)s::halfvec(4) AS vector),
filtered AS NOT MATERIALIZED (
    SELECT "catalog_product"."id" AS "id" FROM "catalog_product" INNER JOIN "catalog_merchant" ON ("catalog_product"."merchant_id" = "catalog_merchant"."id") WHERE ("catalog_product"."active" AND "catalog_merchant"."active" AND "catalog_product"."brand_key" IN (catalog_brand_key('Norda')) AND ("catalog_product"."attributes" @> '{"color": "blue"}'::jsonb OR "catalog_product"."attributes" @> '{"color": "navy"}'::jsonb))
),
identified AS MATERIALIZED (
    SELECT d.id AS product_id,
           lower(%(typed)s) IN (lower(d.external_id), lower(d.gtin), lower(d.mpn)) AS as_typed
    FROM filtered p JOIN catalog_product d USING (id)
    WHERE d.identifier_keys && %(identifier_keys)s::text[]
    LIMIT 250
),
titled AS MATERIALIZED (
    SELECT d.id AS product_id
    FROM filtered p JOIN catalog_product d USING (id)
    WHERE catalog_phrase_key(d.title) = catalog_phrase_key(%(typed)s)
    LIMIT 250
),
identified_hits AS (
    SELECT i.product_id, e.photo_id,
           %(scale)s
               * -(e.joint::halfvec(4) <#> (SELECT vector FROM query_vector))
               + %(offset)s AS base_score
    FROM (TABLE titled UNION SELECT product_id FROM identified) i
    LEFT JOIN catalog_embedding e ON e.product_id = i.product_id
          AND e.encoder_version_id = 1
),
probe AS MATERIALIZED (
    SELECT count(DISTINCT e.product_id) AS passing
    FROM (
        SELECT e.product_id FROM catalog_embedding e
        WHERE e.encoder_version_id = 1
        ORDER BY e.joint::halfvec(4) <#> (SELECT vector FROM query_vector) LIMIT 100
    ) e JOIN filtered p ON p.id = e.product_id
),
ann_rows AS MATERIALIZED (
    SELECT e.product_id, e.photo_id,
           (e.joint::halfvec(4) <#> (SELECT vector FROM query_vector)) AS distance
    FROM catalog_embedding e JOIN filtered p ON p.id = e.product_id
    WHERE e.encoder_version_id = 1 AND (SELECT passing FROM probe) >= 2
    ORDER BY e.joint::halfvec(4) <#> (SELECT vector FROM query_vector)
    LIMIT 250
),
ann_hits AS (
    SELECT DISTINCT ON (product_id) product_id, photo_id, distance
    FROM ann_rows ORDER BY product_id, distance, photo_id
),
vector_hits AS MATERIALIZED (
    SELECT product_id, photo_id, %(scale)s * -distance + %(offset)s AS base_score
    FROM ann_hits ORDER BY distance LIMIT 250
),
text_hits AS (
    SELECT t.id AS product_id, e.photo_id,
           %(scale)s
               * -(e.joint::halfvec(4) <#> (SELECT vector FROM query_vector))
               + %(offset)s AS base_score
    FROM (
        SELECT p.id FROM filtered p JOIN catalog_product d USING (id)
        WHERE d.search_document @@ (SELECT tsquery FROM query_terms)
        LIMIT 250
    ) t
    LEFT JOIN catalog_embedding e ON e.product_id = t.id AND e.encoder_version_id = 1
),
candidates AS (TABLE vector_hits UNION ALL TABLE text_hits UNION ALL TABLE identified_hits),
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
                  ELSE 0 END
           + CASE WHEN d.id IN (SELECT product_id FROM identified)
                  THEN 50.0 ELSE 0 END
           + CASE WHEN d.id IN (SELECT product_id FROM identified WHERE as_typed)
                  THEN 20.0 ELSE 0 END
           + CASE WHEN d.id IN (TABLE titled)
                  THEN 6.0 ELSE 0 END AS row_score
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
    WHERE facts.document @@ query_terms.excluded IS NOT TRUE
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
    SELECT is_cut,
           is_cut
           AND ((SELECT min(base_score) FROM vector_hits) + %(text_boost)s
                    >= %(min_score)s
                OR NOT EXISTS (SELECT FROM grouped WHERE score >= %(min_score)s)
                OR (SELECT count(*) FROM text_hits) >= 250) AS has_more
    FROM (SELECT TRUE AS is_cut) ranking
),
page AS (
    SELECT product_id, photo_id, score,
           row_number() OVER (ORDER BY d.score DESC, d.id DESC) AS position
    FROM grouped d WHERE is_result
    ORDER BY d.score DESC, d.id DESC
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
           (SELECT count(*) < 250
                   OR count(DISTINCT product_id) < 100
            FROM ann_rows) AS wrong_strategy
),
filtered_facet_1 AS NOT MATERIALIZED (
    SELECT "catalog_product"."id" AS "id" FROM "catalog_product" INNER JOIN "catalog_merchant" ON ("catalog_product"."merchant_id" = "catalog_merchant"."id") WHERE ("catalog_product"."active" AND "catalog_merchant"."active" AND ("catalog_product"."attributes" @> '{"color": "blue"}'::jsonb OR "catalog_product"."attributes" @> '{"color": "navy"}'::jsonb))
),
identified_facet_1 AS MATERIALIZED (
    SELECT d.id AS product_id,
           lower(%(typed)s) IN (lower(d.external_id), lower(d.gtin), lower(d.mpn)) AS as_typed
    FROM filtered_facet_1 p JOIN catalog_product d USING (id)
    WHERE d.identifier_keys && %(identifier_keys)s::text[]
    LIMIT 150
),
titled_facet_1 AS MATERIALIZED (
    SELECT d.id AS product_id
    FROM filtered_facet_1 p JOIN catalog_product d USING (id)
    WHERE catalog_phrase_key(d.title) = catalog_phrase_key(%(typed)s)
    LIMIT 150
),
identified_hits_facet_1 AS (
    SELECT i.product_id, e.photo_id,
           %(scale)s
               * -(e.joint::halfvec(4) <#> (SELECT vector FROM query_vector))
               + %(offset)s AS base_score
    FROM (TABLE titled_facet_1 UNION SELECT product_id FROM identified_facet_1) i
    LEFT JOIN catalog_embedding e ON e.product_id = i.product_id
          AND e.encoder_version_id = 1
),
probe_facet_1 AS MATERIALIZED (
    SELECT count(DISTINCT e.product_id) AS passing
    FROM (
        SELECT e.product_id FROM catalog_embedding e
        WHERE e.encoder_version_id = 1
        ORDER BY e.joint::halfvec(4) <#> (SELECT vector FROM query_vector) LIMIT 100
    ) e JOIN filtered_facet_1 p ON p.id = e.product_id
),
ann_rows_facet_1 AS MATERIALIZED (
    SELECT e.product_id, e.photo_id,
           (e.joint::halfvec(4) <#> (SELECT vector FROM query_vector)) AS distance
    FROM catalog_embedding e JOIN filtered_facet_1 p ON p.id = e.product_id
    WHERE e.encoder_version_id = 1 AND (SELECT passing FROM probe_facet_1) >= 2
    ORDER BY e.joint::halfvec(4) <#> (SELECT vector FROM query_vector)
    LIMIT 150
),
ann_hits_facet_1 AS (
    SELECT DISTINCT ON (product_id) product_id, photo_id, distance
    FROM ann_rows_facet_1 ORDER BY product_id, distance, photo_id
),
vector_hits_facet_1 AS MATERIALIZED (
    SELECT product_id, photo_id, %(scale)s * -distance + %(offset)s AS base_score
    FROM ann_hits_facet_1 ORDER BY distance LIMIT 150
),
text_hits_facet_1 AS (
    SELECT t.id AS product_id, e.photo_id,
           %(scale)s
               * -(e.joint::halfvec(4) <#> (SELECT vector FROM query_vector))
               + %(offset)s AS base_score
    FROM (
        SELECT p.id FROM filtered_facet_1 p JOIN catalog_product d USING (id)
        WHERE d.search_document @@ (SELECT tsquery FROM query_terms)
        LIMIT 150
    ) t
    LEFT JOIN catalog_embedding e ON e.product_id = t.id AND e.encoder_version_id = 1
),
candidates_facet_1 AS (TABLE vector_hits_facet_1 UNION ALL TABLE text_hits_facet_1 UNION ALL TABLE identified_hits_facet_1),
row_scores_facet_1 AS MATERIALIZED (
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
                  ELSE 0 END
           + CASE WHEN d.id IN (SELECT product_id FROM identified_facet_1)
                  THEN 50.0 ELSE 0 END
           + CASE WHEN d.id IN (SELECT product_id FROM identified_facet_1 WHERE as_typed)
                  THEN 20.0 ELSE 0 END
           + CASE WHEN d.id IN (TABLE titled_facet_1)
                  THEN 6.0 ELSE 0 END AS row_score
    FROM (
        SELECT DISTINCT ON (product_id) product_id, photo_id, base_score
        FROM candidates_facet_1
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
    WHERE facts.document @@ query_terms.excluded IS NOT TRUE
),
groups_facet_1 AS (
    SELECT group_key, max(row_score) AS score,
           (array_agg(id ORDER BY row_score + CASE WHEN availability = 'in_stock'
                                  THEN 0.25 ELSE 0 END DESC, id DESC))[1] AS representative
    FROM row_scores_facet_1
    WHERE group_key IN (SELECT group_key FROM row_scores_facet_1
                        GROUP BY group_key HAVING count(group_key) > 1)
    GROUP BY group_key
),
grouped_facet_1 AS MATERIALIZED (
    SELECT r.*, coalesce(g.score, row_score) AS score,
           coalesce(g.representative = id, TRUE) AS is_result,
           g.group_key IS NOT NULL AS has_sizes
    FROM row_scores_facet_1 r LEFT JOIN groups_facet_1 g ON g.group_key = r.group_key
),
listed_facet_1 AS MATERIALIZED (
    SELECT *, score >= %(min_score)s
              OR NOT EXISTS (SELECT FROM grouped_facet_1 WHERE score >= %(min_score)s) AS is_counted
    FROM grouped_facet_1
),
has_more_facet_1 AS (
    SELECT is_cut,
           is_cut
           AND ((SELECT min(base_score) FROM vector_hits_facet_1) + %(text_boost)s
                    >= %(min_score)s
                OR NOT EXISTS (SELECT FROM grouped_facet_1 WHERE score >= %(min_score)s)
                OR (SELECT count(*) FROM text_hits_facet_1) >= 150) AS has_more
    FROM (SELECT TRUE AS is_cut) ranking
),
facet_values_facet_1 AS (
    SELECT 'brand' AS key, d.brand_key AS value,
           count(*) FILTER (WHERE d.is_counted) AS n, count(*) AS listed
    FROM listed_facet_1 d 
    WHERE NOT d.has_sizes AND d.brand_key <> '' AND 'brand' = %(facet_1)s
    GROUP BY d.brand_key
    UNION ALL
    SELECT 'availability' AS key, d.availability AS value,
           count(*) FILTER (WHERE d.is_counted) AS n, count(*) AS listed
    FROM listed_facet_1 d 
    WHERE NOT d.has_sizes AND d.availability <> '' AND 'availability' = %(facet_1)s
    GROUP BY d.availability
    UNION ALL
    SELECT 'category' AS key, g.path AS value,
           count(*) FILTER (WHERE d.is_counted) AS n, count(*) AS listed
    FROM listed_facet_1 d JOIN catalog_category g ON g.id = d.category_id
    WHERE NOT d.has_sizes AND g.path <> '' AND 'category' = %(facet_1)s
    GROUP BY g.path
    UNION ALL
    SELECT 'merchant' AS key, m.slug AS value,
           count(*) FILTER (WHERE d.is_counted) AS n, count(*) AS listed
    FROM listed_facet_1 d JOIN catalog_merchant m ON m.id = d.merchant_id
    WHERE d.is_result AND m.slug <> '' AND 'merchant' = %(facet_1)s
    GROUP BY m.slug
    UNION ALL
    SELECT 'attributes.' || name, attributes ->> name,
           count(*) FILTER (WHERE is_counted), count(*)
    FROM (
        SELECT attributes, is_counted, has_sizes, jsonb_object_keys(attributes) AS name
        FROM listed_facet_1 WHERE is_result
    ) d
    WHERE NOT (has_sizes AND name = 'size')
      AND attributes ->> name <> '' AND 'attributes.' || name = %(facet_1)s
    GROUP BY name, attributes ->> name
    UNION ALL
    SELECT key, value, is_counted::int, 1
    FROM (
        SELECT DISTINCT facet.key, facet.value, d.group_key, d.is_counted
        FROM listed_facet_1 d
        LEFT JOIN catalog_category g ON g.id = d.category_id
        CROSS JOIN LATERAL (
            VALUES ('brand', d.brand_key), ('availability', d.availability), ('category', g.path),
                   ('attributes.size', d.attributes ->> 'size')
        ) facet (key, value)
        WHERE d.has_sizes AND facet.value <> '' AND facet.key = %(facet_1)s
    ) sizes
),
brand_spellings_facet_1 AS (
    SELECT DISTINCT ON (brand_key) brand_key, brand
    FROM (SELECT brand_key, brand, count(*) AS n FROM listed_facet_1 GROUP BY 1, 2) spellings
    ORDER BY brand_key, n DESC, brand
),
facet_counts_facet_1 AS (
    SELECT key, value, n, listed, has_more, is_cut, spellings.brand AS spelling
    FROM (
        SELECT key, value, sum(n) AS n, sum(listed) AS listed
        FROM facet_values_facet_1
        WHERE (key, value) NOT IN (SELECT key, value FROM facet_counts)
        GROUP BY key, value
    ) counts CROSS JOIN has_more_facet_1
    LEFT JOIN brand_spellings_facet_1 spellings ON key = 'brand' AND brand_key = value
),
diagnostics_facet_1 AS (
    SELECT 1 AS number,
           (NULL)::bigint AS filtered_count,
           (SELECT count(*) < 150
                   OR count(DISTINCT product_id) < 100
            FROM ann_rows_facet_1) AS wrong_strategy
),
filtered_facet_2 AS NOT MATERIALIZED (
    SELECT "catalog_product"."id" AS "id" FROM "catalog_product" INNER JOIN "catalog_merchant" ON ("catalog_product"."merchant_id" = "catalog_merchant"."id") WHERE ("catalog_product"."active" AND "catalog_merchant"."active" AND "catalog_product"."brand_key" IN (catalog_brand_key('Norda')))
),
identified_facet_2 AS MATERIALIZED (
    SELECT d.id AS product_id,
           lower(%(typed)s) IN (lower(d.external_id), lower(d.gtin), lower(d.mpn)) AS as_typed
    FROM filtered_facet_2 p JOIN catalog_product d USING (id)
    WHERE d.identifier_keys && %(identifier_keys)s::text[]
    LIMIT 150
),
titled_facet_2 AS MATERIALIZED (
    SELECT d.id AS product_id
    FROM filtered_facet_2 p JOIN catalog_product d USING (id)
    WHERE catalog_phrase_key(d.title) = catalog_phrase_key(%(typed)s)
    LIMIT 150
),
identified_hits_facet_2 AS (
    SELECT i.product_id, e.photo_id,
           %(scale)s
               * -(e.joint::halfvec(4) <#> (SELECT vector FROM query_vector))
               + %(offset)s AS base_score
    FROM (TABLE titled_facet_2 UNION SELECT product_id FROM identified_facet_2) i
    LEFT JOIN catalog_embedding e ON e.product_id = i.product_id
          AND e.encoder_version_id = 1
),
probe_facet_2 AS MATERIALIZED (
    SELECT count(DISTINCT e.product_id) AS passing
    FROM (
        SELECT e.product_id FROM catalog_embedding e
        WHERE e.encoder_version_id = 1
        ORDER BY e.joint::halfvec(4) <#> (SELECT vector FROM query_vector) LIMIT 100
    ) e JOIN filtered_facet_2 p ON p.id = e.product_id
),
ann_rows_facet_2 AS MATERIALIZED (
    SELECT e.product_id, e.photo_id,
           (e.joint::halfvec(4) <#> (SELECT vector FROM query_vector)) AS distance
    FROM catalog_embedding e JOIN filtered_facet_2 p ON p.id = e.product_id
    WHERE e.encoder_version_id = 1 AND (SELECT passing FROM probe_facet_2) >= 2
    ORDER BY e.joint::halfvec(4) <#> (SELECT vector FROM query_vector)
    LIMIT 150
),
ann_hits_facet_2 AS (
    SELECT DISTINCT ON (product_id) product_id, photo_id, distance
    FROM ann_rows_facet_2 ORDER BY product_id, distance, photo_id
),
vector_hits_facet_2 AS MATERIALIZED (
    SELECT product_id, photo_id, %(scale)s * -distance + %(offset)s AS base_score
    FROM ann_hits_facet_2 ORDER BY distance LIMIT 150
),
text_hits_facet_2 AS (
    SELECT t.id AS product_id, e.photo_id,
           %(scale)s
               * -(e.joint::halfvec(4) <#> (SELECT vector FROM query_vector))
               + %(offset)s AS base_score
    FROM (
        SELECT p.id FROM filtered_facet_2 p JOIN catalog_product d USING (id)
        WHERE d.search_document @@ (SELECT tsquery FROM query_terms)
        LIMIT 150
    ) t
    LEFT JOIN catalog_embedding e ON e.product_id = t.id AND e.encoder_version_id = 1
),
candidates_facet_2 AS (TABLE vector_hits_facet_2 UNION ALL TABLE text_hits_facet_2 UNION ALL TABLE identified_hits_facet_2),
row_scores_facet_2 AS MATERIALIZED (
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
                  ELSE 0 END
           + CASE WHEN d.id IN (SELECT product_id FROM identified_facet_2)
                  THEN 50.0 ELSE 0 END
           + CASE WHEN d.id IN (SELECT product_id FROM identified_facet_2 WHERE as_typed)
                  THEN 20.0 ELSE 0 END
           + CASE WHEN d.id IN (TABLE titled_facet_2)
                  THEN 6.0 ELSE 0 END AS row_score
    FROM (
        SELECT DISTINCT ON (product_id) product_id, photo_id, base_score
        FROM candidates_facet_2
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
    WHERE facts.document @@ query_terms.excluded IS NOT TRUE
),
groups_facet_2 AS (
    SELECT group_key, max(row_score) AS score,
           (array_agg(id ORDER BY row_score + CASE WHEN availability = 'in_stock'
                                  THEN 0.25 ELSE 0 END DESC, id DESC))[1] AS representative
    FROM row_scores_facet_2
    WHERE group_key IN (SELECT group_key FROM row_scores_facet_2
                        GROUP BY group_key HAVING count(group_key) > 1)
    GROUP BY group_key
),
grouped_facet_2 AS MATERIALIZED (
    SELECT r.*, coalesce(g.score, row_score) AS score,
           coalesce(g.representative = id, TRUE) AS is_result,
           g.group_key IS NOT NULL AS has_sizes
    FROM row_scores_facet_2 r LEFT JOIN groups_facet_2 g ON g.group_key = r.group_key
),
listed_facet_2 AS MATERIALIZED (
    SELECT *, score >= %(min_score)s
              OR NOT EXISTS (SELECT FROM grouped_facet_2 WHERE score >= %(min_score)s) AS is_counted
    FROM grouped_facet_2
),
has_more_facet_2 AS (
    SELECT is_cut,
           is_cut
           AND ((SELECT min(base_score) FROM vector_hits_facet_2) + %(text_boost)s
                    >= %(min_score)s
                OR NOT EXISTS (SELECT FROM grouped_facet_2 WHERE score >= %(min_score)s)
                OR (SELECT count(*) FROM text_hits_facet_2) >= 150) AS has_more
    FROM (SELECT TRUE AS is_cut) ranking
),
facet_values_facet_2 AS (
    SELECT 'brand' AS key, d.brand_key AS value,
           count(*) FILTER (WHERE d.is_counted) AS n, count(*) AS listed
    FROM listed_facet_2 d 
    WHERE NOT d.has_sizes AND d.brand_key <> '' AND 'brand' = %(facet_2)s
    GROUP BY d.brand_key
    UNION ALL
    SELECT 'availability' AS key, d.availability AS value,
           count(*) FILTER (WHERE d.is_counted) AS n, count(*) AS listed
    FROM listed_facet_2 d 
    WHERE NOT d.has_sizes AND d.availability <> '' AND 'availability' = %(facet_2)s
    GROUP BY d.availability
    UNION ALL
    SELECT 'category' AS key, g.path AS value,
           count(*) FILTER (WHERE d.is_counted) AS n, count(*) AS listed
    FROM listed_facet_2 d JOIN catalog_category g ON g.id = d.category_id
    WHERE NOT d.has_sizes AND g.path <> '' AND 'category' = %(facet_2)s
    GROUP BY g.path
    UNION ALL
    SELECT 'merchant' AS key, m.slug AS value,
           count(*) FILTER (WHERE d.is_counted) AS n, count(*) AS listed
    FROM listed_facet_2 d JOIN catalog_merchant m ON m.id = d.merchant_id
    WHERE d.is_result AND m.slug <> '' AND 'merchant' = %(facet_2)s
    GROUP BY m.slug
    UNION ALL
    SELECT 'attributes.' || name, attributes ->> name,
           count(*) FILTER (WHERE is_counted), count(*)
    FROM (
        SELECT attributes, is_counted, has_sizes, jsonb_object_keys(attributes) AS name
        FROM listed_facet_2 WHERE is_result
    ) d
    WHERE NOT (has_sizes AND name = 'size')
      AND attributes ->> name <> '' AND 'attributes.' || name = %(facet_2)s
    GROUP BY name, attributes ->> name
    UNION ALL
    SELECT key, value, is_counted::int, 1
    FROM (
        SELECT DISTINCT facet.key, facet.value, d.group_key, d.is_counted
        FROM listed_facet_2 d
        LEFT JOIN catalog_category g ON g.id = d.category_id
        CROSS JOIN LATERAL (
            VALUES ('brand', d.brand_key), ('availability', d.availability), ('category', g.path),
                   ('attributes.size', d.attributes ->> 'size')
        ) facet (key, value)
        WHERE d.has_sizes AND facet.value <> '' AND facet.key = %(facet_2)s
    ) sizes
),
facet_counts_facet_2 AS (
    SELECT key, value, n, listed, has_more, is_cut, NULL AS spelling
    FROM (
        SELECT key, value, sum(n) AS n, sum(listed) AS listed
        FROM facet_values_facet_2
        WHERE (key, value) NOT IN (SELECT key, value FROM facet_counts)
        GROUP BY key, value
    ) counts CROSS JOIN has_more_facet_2
),
diagnostics_facet_2 AS (
    SELECT 2 AS number,
           (NULL)::bigint AS filtered_count,
           (SELECT count(*) < 150
                   OR count(DISTINCT product_id) < 100
            FROM ann_rows_facet_2) AS wrong_strategy
)
SELECT (SELECT coalesce(jsonb_agg(jsonb_build_array(product_id, photo_id, score)
                                  ORDER BY position), '[]') FROM page) AS hits,
       (SELECT count(*) FROM listed WHERE is_counted AND is_result) AS total,
       (SELECT has_more FROM has_more) AS has_more,
       (SELECT is_cut FROM has_more) AS is_cut,
       (SELECT count(*) FROM grouped WHERE is_result) AS ranked,
       (SELECT jsonb_agg(jsonb_build_array(filtered_count, wrong_strategy) ORDER BY number)
        FROM (TABLE diagnostics
              UNION ALL TABLE diagnostics_facet_1
              UNION ALL TABLE diagnostics_facet_2) d) AS diagnostics,
       (SELECT coalesce(json_agg(json_build_array(key, value, n, listed, has_more, is_cut,
                                                 spelling)), '[]')::text
        FROM (TABLE facet_counts
              UNION ALL TABLE facet_counts_facet_1
              UNION ALL TABLE facet_counts_facet_2) f) AS facets,
       (SELECT coalesce(json_agg(json_build_array(rounded, n, lowest, highest)), '[]')::text
        FROM price_counts) AS prices,
       (SELECT count(*) FROM grouped WHERE is_result) < 100
       AND (SELECT count(*) FROM grouped) >= 250 AS page_short
