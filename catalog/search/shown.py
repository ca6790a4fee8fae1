"""Which products the pages of a saved search have had, so that reports of them can be checked."""

import uuid
from typing import Final

from django.db import connection

from catalog.search.results import SearchPage

# Products of one search that are noted: more than its pages reach.
MAX_SHOWN: Final = 2_000

_NOTE: Final = """
UPDATE catalog_search
SET shown = shown || ARRAY(SELECT key FROM unnest(%(keys)s::bigint[]) WITH ORDINALITY AS g (key, n)
                           WHERE key <> ALL (shown) ORDER BY n)
WHERE id = %(search)s AND NOT shown @> %(keys)s::bigint[] AND cardinality(shown) < %(most)s
"""


def note_shown(search_id: uuid.UUID, page: SearchPage) -> None:
    """Note the products of a page. A page that is asked for again changes nothing."""
    keys = [hit.product.pk for hit in page.hits]
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, {"keys": keys, "search": search_id, "most": MAX_SHOWN})
