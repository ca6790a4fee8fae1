"""A photo that its shopper deletes is gone at once, with all that was kept because of it."""

import threading
import uuid
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection

from catalog.models import Click, QueryPhoto, QueryPhotoFile, Search
from catalog.search import query_vectors
from catalog.search.clicks import record_click
from catalog.search.photo_deletion import delete_query_photo
from catalog.search.photos import QueryPhotoGone, load_query_photo, store_query_photo
from catalog.search.query import ExamplePhoto, SearchQuery
from catalog.search.saved import SearchGone, load_search, save_search
from tests.shop import Make, photo_of

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)


def stored(media: Path) -> list[Path]:
    return [path for path in media.rglob("*.jpg") if "queries" in path.parts]


@committed
def test_a_deleted_photo_leaves_no_file_and_no_row(media: Path) -> None:
    photo = store_query_photo(photo_of("red"))
    assert len(stored(media)) == 1
    assert delete_query_photo(photo.pk)
    assert stored(media) == []
    assert not QueryPhotoFile.objects.exists()
    with pytest.raises(QueryPhotoGone):
        load_query_photo(photo.pk)


@committed
def test_the_same_photo_of_another_shopper_stays(media: Path) -> None:
    mine, theirs = (store_query_photo(photo_of("red")) for _ in range(2))
    assert delete_query_photo(mine.pk)
    assert load_query_photo(theirs.pk)
    assert delete_query_photo(theirs.pk)
    assert stored(media) == []


def test_a_shared_file_expires_with_the_photo_that_is_left() -> None:
    left, deleted = (store_query_photo(photo_of("red")) for _ in range(2))
    delete_query_photo(deleted.pk)
    assert QueryPhotoFile.objects.get().expires_at == left.expires_at


def test_searches_and_clicks_with_a_deleted_photo_go_with_it(make: Make) -> None:
    mug = make("Mug", "red")
    photo = store_query_photo(photo_of("red"))
    search = save_search(SearchQuery(photos=(load_query_photo(photo.pk),)))
    other = save_search(SearchQuery(text="mug"))
    for each in (search, other):
        record_click(search_id=each.pk, product_id=mug.pk)
    delete_query_photo(photo.pk)
    assert [click.search_id for click in Click.objects.all()] == [other.pk]
    with pytest.raises(SearchGone):
        load_search(search.pk)


def test_a_search_goes_with_any_of_its_photos(make: Make) -> None:
    make("Mug", "red")
    first, second = (store_query_photo(photo_of(colour)) for colour in ("red", "blue"))
    photos = tuple(load_query_photo(each.pk) for each in (first, second))
    search = save_search(SearchQuery(photos=photos))
    delete_query_photo(second.pk)
    with pytest.raises(SearchGone):
        load_search(search.pk)


def test_no_vector_of_a_deleted_photo_stays_in_memory(make: Make) -> None:
    make("Mug", "red")
    photo = store_query_photo(photo_of("red"))
    query_vectors.photo_vector_to_store(load_query_photo(photo.pk))
    assert [key for key in query_vectors._cache._vectors if "photo" in str(key)]
    delete_query_photo(photo.pk)
    assert not [key for key in query_vectors._cache._vectors if "photo" in str(key)]


def test_deleting_an_unknown_photo_deletes_nothing() -> None:
    kept = store_query_photo(photo_of("red"))
    assert not delete_query_photo(uuid.uuid4())
    assert QueryPhoto.objects.get() == kept


@committed
def test_a_search_that_runs_while_its_photo_is_deleted_does_not_store_it_again() -> None:
    """Whichever comes first, neither the photo nor a search with it is left."""

    def save(photo: ExamplePhoto) -> None:
        with suppress(QueryPhotoGone):
            save_search(SearchQuery(photos=(photo,)))
        connection.close()

    for _ in range(10):
        photo = store_query_photo(photo_of("red"))
        saving = threading.Thread(target=save, args=[load_query_photo(photo.pk)])
        saving.start()
        delete_query_photo(photo.pk)
        saving.join()
        assert not QueryPhoto.objects.exists()
        assert not Search.objects.exists()
