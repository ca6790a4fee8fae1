"""Answering a SearchQuery with a SearchPage."""

from catalog.search.query import SearchQuery
from catalog.search.results import SearchPage


class EncoderUnavailable(Exception):
    """The encoder cannot be loaded, so a photo cannot be searched by; words still can."""


def search_products(query: SearchQuery) -> SearchPage:
    """The page of products that fit the query best, with facet counts.

    Raises EncoderUnavailable for a query by photo while the encoder cannot be loaded.
    """
    raise NotImplementedError(query)
