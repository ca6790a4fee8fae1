"""The answer to a search by photo where there is no room to keep the photo."""

import logging
from dataclasses import replace

from django.utils import timezone

from catalog.api.responses import Answer
from catalog.files.trouble import StorageTrouble
from catalog.models import Search
from catalog.search.results import SearchPage

logger = logging.getLogger(__name__)
NOTICE = "Your photo could not be kept, so only this page of results can be shown."


def not_kept(page: SearchPage, trouble: StorageTrouble) -> Answer:
    """What was found, as a search that has expired already: no next page, no photo to ask again by.

    For an app needs its photo stored only to ask further.
    """
    logger.error("A searched photo is not kept: %s", trouble)
    search = Search(expires_at=timezone.now())
    return Answer(page=replace(page, notices=(*page.notices, NOTICE)), next=None, search=search)
