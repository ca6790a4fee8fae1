"""Searches by several photos, and for products unlike others."""

from dataclasses import replace

import pytest

from catalog.models import QueryPhoto, Search
from catalog.search.engine import search_products
from catalog.search.photos import QueryPhotoGone, load_query_photo, store_query_photo
from catalog.search.query import SearchQuery
from catalog.search.saved import load_search, save_search
from tests.shop import Make, photo_of, photos_of

pytestmark = pytest.mark.django_db


def titles(query: SearchQuery) -> list[str]:
    return [hit.product.title for hit in search_products(query).hits]


def test_two_photos_find_first_what_resembles_both(make: Make) -> None:
    make("Red", "red")
    make("Green", "green")
    make("Half red, half blue", "red", "blue")
    found = titles(SearchQuery(photos=photos_of("red", "blue")))
    assert found[-1] == "Green"


def test_a_photo_beside_a_product_to_resemble_counts_too(make: Make) -> None:
    product = make("Cup", "red")
    make("Green pot", "green")
    make("Blue pot", "blue")
    assert titles(SearchQuery(similar_to=product.pk, photos=photos_of("blue")))[0] == "Blue pot"


def test_a_product_to_be_unlike_is_left_out_in_all_its_sizes(make: Make) -> None:
    small, _ = (
        make("Red tee", "red", group_id="tee", attributes={"size": size}) for size in ("S", "M")
    )
    make("Red cup", "red")
    query = SearchQuery(photos=photos_of("red"), unlike=(small.pk,))
    assert titles(query) == ["Red cup"]
    assert titles(SearchQuery(unlike=(small.pk,))) == ["Red cup"]


def test_what_resembles_a_product_to_be_unlike_comes_later(make: Make) -> None:
    unlike = make("Blue cup", "blue")
    make("Blue pot", "blue")
    make("Green pot", "green")
    make("Red pot", "red")
    found = titles(SearchQuery(photos=photos_of("red"), unlike=(unlike.pk,)))
    assert found == ["Red pot", "Green pot", "Blue pot"]


def test_an_unknown_or_unembedded_product_to_be_unlike_changes_nothing(make: Make) -> None:
    make("Red pot", "red")
    make("Blue pot", "blue")
    plain = make("Unembedded")
    query = SearchQuery(photos=photos_of("red"), unlike=(2**62, plain.pk))
    assert titles(query) == ["Red pot", "Blue pot"]


def test_browsing_without_a_product_keeps_the_newest_first(make: Make) -> None:
    make("First", "red")
    unlike = make("Second", "red")
    make("Third", "red")
    assert titles(SearchQuery(unlike=(unlike.pk,))) == ["Third", "First"]


def test_a_stored_search_keeps_all_its_photos_and_products() -> None:
    query = SearchQuery(photos=photos_of("red", "blue", "green"), unlike=(7,))
    known = store_query_photo(photo_of("red")).pk
    query = replace(query, photos=(load_query_photo(known), *query.photos[1:]))
    search = save_search(query)
    assert search.photo_id == known
    assert QueryPhoto.objects.count() == 3
    loaded = load_search(search.pk)
    colours = [photo.picture.image.getpixel((5, 5)) for photo in loaded.photos]
    strongest = [colour.index(max(colour)) for colour in colours if isinstance(colour, tuple)]
    assert strongest == [0, 2, 1]
    assert loaded.unlike == (7,)


def test_a_search_whose_second_photo_was_deleted_is_gone() -> None:
    search = save_search(SearchQuery(photos=photos_of("red", "blue")))
    assert search.photo
    QueryPhoto.objects.exclude(pk=search.photo.pk).delete()
    with pytest.raises(QueryPhotoGone):
        load_search(search.pk)


def test_a_search_of_an_earlier_version_is_loaded() -> None:
    search = save_search(SearchQuery(text="cup"))
    for name in ("unlike", "further_photos"):
        del search.parameters[name]
    Search.objects.filter(pk=search.pk).update(parameters=search.parameters)
    assert load_search(search.pk).text == "cup"
