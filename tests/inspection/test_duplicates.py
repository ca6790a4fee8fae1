"""Products that show the same picture are found, and only those."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PIL import Image

from catalog.inspection import duplicates
from catalog.inspection.neighbours import nearest_photos
from catalog.models import (
    ComparedPhoto,
    DuplicatePair,
    EncoderVersion,
    Inspection,
    Merchant,
    Photo,
    Product,
)
from tests.inspection.pictures import add_picture, blots, cropped, jpeg, sell
from tests.inspection.shelves import inspect

pytestmark = pytest.mark.django_db
Sell = Callable[..., Product]


@pytest.fixture
def put(version: EncoderVersion, merchant: Merchant) -> Sell:
    """put(data, **fields): a product with this picture."""
    return partial(sell, version=version, to=merchant)


def pairs(**of: Any) -> set[tuple[int, int]]:
    return set(DuplicatePair.objects.filter(**of).values_list("first_id", "second_id"))


def test_products_with_one_file_are_a_pair(put: Sell) -> None:
    first, second, _ = put(jpeg(blots(1))), put(jpeg(blots(1))), put(jpeg(blots(2)))
    inspect()
    assert pairs(is_same_file=True, difference=0) == {(first.pk, second.pk)}


@pytest.mark.parametrize(
    "edited",
    [jpeg(blots(1), quality=50), jpeg(blots(1, side=90)), jpeg(cropped(blots(1), 0.08))],
    ids=["another encoding", "smaller", "crop"],
)
def test_products_with_nearly_the_same_picture_are_a_pair(put: Sell, edited: bytes) -> None:
    first, second, _ = put(jpeg(blots(1))), put(edited), put(jpeg(blots(2)))
    inspect()
    assert pairs(is_same_file=False) == {(first.pk, second.pk)}


def test_similar_pictures_are_no_pair(put: Sell) -> None:
    """Their vectors are nearly the same, as those of two white shirts are."""
    picture = blots(1)
    put(jpeg(picture))
    put(jpeg(picture.transpose(Image.Transpose.ROTATE_90)))
    inspect()
    assert pairs() == set()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"group_id": "G"}, {"group_id": "G"}),
        ({"attributes": {"color": "red"}}, {"attributes": {"color": "blue"}}),
    ],
    ids=["of one group", "that say another colour"],
)
def test_variants_are_no_pair(
    put: Sell, first: dict[str, object], second: dict[str, object]
) -> None:
    a = put(jpeg(blots(1)), **first)
    b = put(jpeg(blots(1)), **second)
    c = put(jpeg(cropped(blots(1), 0.05)), **second)
    inspect()
    same_file, near = {(a.pk, b.pk)}, {(a.pk, c.pk)}
    assert not pairs() & (same_file | near)


def test_sizes_without_a_group_are_a_pair(put: Sell) -> None:
    put(jpeg(blots(1)), attributes={"size": "s", "color": "red"})
    put(jpeg(blots(1)), attributes={"size": "m", "color": "red"})
    inspect()
    assert len(pairs()) == 1


def test_photos_of_one_product_and_of_other_merchants_are_no_pair(
    put: Sell, version: EncoderVersion
) -> None:
    product = put(jpeg(blots(1)))
    add_picture(product, jpeg(blots(1), quality=60), version)
    other = Merchant.objects.create(name="Other", slug="other")
    put(jpeg(blots(1)), to=other)
    put(jpeg(cropped(blots(1), 0.05)), to=other, active=False)
    inspect()
    assert pairs() == set()


def test_a_picture_that_stands_for_a_missing_one_makes_no_pairs(put: Sell) -> None:
    for _ in range(duplicates.BATCH + 5):
        put(jpeg(blots(1)))
    inspect()
    assert pairs() == set()
    assert ComparedPhoto.objects.count() == duplicates.BATCH + 5


def test_many_products_with_one_picture_make_one_pair_each(put: Sell) -> None:
    first, *others = [put(jpeg(blots(1))) for _ in range(10)]
    inspect()
    assert pairs() == {(first.pk, other.pk) for other in others}


def test_photos_are_compared_once(put: Sell, monkeypatch: pytest.MonkeyPatch) -> None:
    first = put(jpeg(blots(1)))
    inspect()
    compared: list[int] = []

    def counted(photos: Any, *rest: Any, **options: Any) -> Any:
        compared.extend(photo.product_id for photo in photos)
        return nearest_photos(photos, *rest, **options)

    monkeypatch.setattr(duplicates, "nearest_photos", counted)
    second = put(jpeg(blots(1), quality=60))
    inspect()
    assert compared == [second.pk]
    assert pairs() == {(first.pk, second.pk)}


def test_a_photo_that_has_changed_is_compared_again(put: Sell, version: EncoderVersion) -> None:
    put(jpeg(blots(1)))
    second = put(jpeg(blots(1)))
    inspect()
    second.photos.all().delete()
    add_picture(second, jpeg(blots(2)), version)
    inspect()
    assert pairs() == set()


def test_products_that_are_told_apart_stay_so(put: Sell, version: EncoderVersion) -> None:
    put(jpeg(blots(1)))
    put(jpeg(blots(1)))
    inspect()
    DuplicatePair.objects.update(state="different")
    ComparedPhoto.objects.all().delete()
    Inspection.objects.update(fingerprint="")
    inspect()
    assert pairs(state="open") == set()


def test_a_photo_without_its_file_is_passed_over(put: Sell) -> None:
    first, second = put(jpeg(blots(1))), put(jpeg(blots(1), quality=60))
    for photo in Photo.objects.filter(product=second):
        photo.file.delete(save=False)
        Photo.objects.filter(pk=photo.pk).update(file="photos/gone.jpg")
    inspect()
    assert pairs() == set()
    assert ComparedPhoto.objects.filter(photo__product=first).exists()


def test_a_new_encoder_compares_all_photos_again(put: Sell, version: EncoderVersion) -> None:
    first, second = put(jpeg(blots(1))), put(jpeg(blots(1)))
    inspect()
    EncoderVersion.objects.filter(pk=version.pk).update(state="retired")
    new = EncoderVersion.objects.create(
        name=version.name, fingerprint=version.fingerprint[::-1], dimension=3, state="serving"
    )
    for embedding in list(version.embeddings.all()):
        embedding.pk, embedding.encoder_version = None, new
        embedding.save()
    inspect()
    assert set(ComparedPhoto.objects.values_list("encoder_version", flat=True)) == {new.pk}
    assert pairs() == {(first.pk, second.pk)}


def test_the_index_finds_what_comparing_all_finds(
    put: Sell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "has_few_photos", lambda *_: False)
    first, second = put(jpeg(blots(1))), put(jpeg(cropped(blots(1), 0.05)))
    put(jpeg(blots(2)))
    inspect()
    assert pairs() == {(first.pk, second.pk)}
