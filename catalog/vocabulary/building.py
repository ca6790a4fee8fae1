"""Builds the vocabulary from the products on sale. Workers do this when the catalog has changed."""

import time
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from catalog.models import VocabularyState
from catalog.models.advisory_locks import VOCABULARY, advisory_lock_if_free
from catalog.vocabulary.facet_terms import (
    attribute_rows,
    brand_rows,
    category_counts,
    category_rows,
)
from catalog.vocabulary.freshness import catalog_changes
from catalog.vocabulary.languages import shop_languages
from catalog.vocabulary.pair_terms import pair_rows
from catalog.vocabulary.sample import Sample
from catalog.vocabulary.search_terms import search_rows
from catalog.vocabulary.shop_synonyms import synonyms_sha256
from catalog.vocabulary.storing import replace_terms
from catalog.vocabulary.term import TermRow
from catalog.vocabulary.title_terms import title_rows


def refresh_vocabulary() -> bool:
    """Build the vocabulary anew, unless another process is doing so. Returns whether it did.

    Reads the catalog statement by statement, so imports and searches go on meanwhile.
    """
    with advisory_lock_if_free(VOCABULARY) as locked:
        if locked:
            _refresh()
    return locked


def _refresh() -> None:
    started = time.monotonic()
    state, _ = VocabularyState.objects.get_or_create(pk=VocabularyState.SINGLETON)
    # Noted before the catalog is read: what changes meanwhile is found by the next refresh.
    state.catalog_changes = catalog_changes()
    before = state.languages, state.synonyms_sha256
    state.languages, state.synonyms_sha256 = list(shop_languages()), synonyms_sha256()
    differs = before != (state.languages, state.synonyms_sha256)
    rows = _rows(state.languages)
    with transaction.atomic():
        differs = replace_terms(rows) or differs
        state.version += differs
        state.refreshed_at, state.seconds = timezone.now(), time.monotonic() - started
        state.save()


def _rows(languages: Sequence[str]) -> list[TermRow]:
    counts = category_counts()
    sample = Sample(products=sum(counts.values()))
    categories = category_rows(counts, languages)
    attributes = attribute_rows(sample, languages)
    return [
        *categories,
        *brand_rows(languages),
        *attributes,
        *pair_rows(sample, categories, attributes),
        *title_rows(sample, languages),
        *search_rows(),
    ]
