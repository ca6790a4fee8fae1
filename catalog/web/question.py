"""URL parameters to a SearchQuery with its photo."""

import uuid
from dataclasses import replace

from catalog.pictures.picture import InvalidCrop
from catalog.search.photos import load_query_photo
from catalog.search.query import SearchQuery
from catalog.web.parameters import read_crop, read_photo_id, read_query
from catalog.web.search_url import BadParameter, SearchUrl


def read_question(url: SearchUrl) -> SearchQuery:
    """Raises BadParameter and QueryPhotoGone."""
    query, photo_id, crop = read_query(url), read_photo_id(url), read_crop(url)
    if photo_id is None:
        return query
    photo = load_query_photo(photo_id)
    try:
        return replace(query, photo=photo.crop(crop) if crop else photo)
    except InvalidCrop as error:
        raise BadParameter(str(error)) from error


def stored_photo(url: SearchUrl) -> uuid.UUID | None:
    """The id of the photo asked by; a part of one is not stored."""
    return None if url.first("crop") else read_photo_id(url)
