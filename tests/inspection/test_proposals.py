"""Values that products lack are proposed from their photos, where the catalog gives ground to."""

import hashlib

import pytest

from catalog.embedding import registry
from catalog.models import EncoderVersion, Merchant, Photo, Product, Proposal
from tests.encoders import ColourEncoder
from tests.inspection.conftest import Shelve
from tests.inspection.shelves import inspect, proposed, shelve, show
from tests.shop import category

pytestmark = pytest.mark.django_db


class RetrainedEncoder(ColourEncoder):
    fingerprint = hashlib.sha256(b"retrained").hexdigest()


@pytest.mark.usefixtures("coloured")
def test_a_missing_colour_is_proposed_from_the_photo(stock: Shelve) -> None:
    red, blue = *stock("red"), *stock("blue", attributes={"color": ""})
    inspect()
    assert proposed(field="color") == {red.pk: "red", blue.pk: "blue"}
    assert all(Proposal.objects.values_list("confidence", flat=True))


def test_words_that_the_encoder_does_not_know_are_learned_from_the_products(stock: Shelve) -> None:
    for colour, word in (("red", "rosso"), ("green", "verde"), ("blue", "blu")):
        stock(colour, 30, attributes={"colore": word})
    (green,) = stock("green")
    inspect()
    assert proposed() == {green.pk: "verde"}


def test_nothing_is_proposed_without_enough_examples(stock: Shelve) -> None:
    for colour in ("red", "green", "blue"):
        stock(colour, 10, attributes={"color": colour})
    stock("red", 20)
    inspect()
    assert proposed() == {}


def test_nothing_is_proposed_that_photos_do_not_show(stock: Shelve) -> None:
    for number in range(90):
        stock("red", attributes={"fit": ["slim", "loose"][number % 2]})
    stock("red", 20)
    inspect()
    assert proposed() == {}


def test_what_all_products_say_alike_is_not_proposed(stock: Shelve) -> None:
    stock("red", 99, attributes={"condition": "new"})
    stock("blue", 6, attributes={"condition": "used"})
    stock("blue", 93, attributes={"condition": "new"})
    stock("red", 20)
    inspect()
    assert proposed() == {}


def test_sizes_are_not_proposed(stock: Shelve) -> None:
    for colour in ("red", "green"):
        stock(colour, 40, attributes={"size": colour})
    stock("red", 20)
    inspect()
    assert proposed() == {}


def test_a_field_is_not_proposed_for_looks_that_never_say_it(stock: Shelve) -> None:
    for colour, pattern in (("red", "striped"), ("green", "dotted")):
        stock(colour, 40, attributes={"pattern": pattern})
    plain = stock("blue", 60)
    (striped,) = stock("red")
    inspect()
    assert proposed() == {striped.pk: "striped"}
    assert not set(proposed()) & {product.pk for product in plain}


@pytest.mark.usefixtures("coloured")
def test_a_field_is_not_proposed_in_categories_that_never_say_it(stock: Shelve) -> None:
    Product.objects.update(category=category("Shoes"))
    for colour in ("red", "green", "blue"):
        stock(colour, 10, category=category("Ties"), attributes={"fabric": "silk"})
    (shoe,) = stock("red", category=category("Shoes"))
    inspect()
    assert proposed(field="color") == {shoe.pk: "red"}


def test_a_missing_category_is_proposed(stock: Shelve) -> None:
    for colour, path in (("red", "Home/Mugs"), ("green", "Home/Cups"), ("blue", "Home/Bowls")):
        stock(colour, 30, category=category(path))
    (bowl,) = stock("blue")
    inspect()
    assert proposed() == {bowl.pk: "home/bowls"}


@pytest.mark.usefixtures("coloured")
def test_a_rare_value_lowers_the_trust_in_those_it_is_taken_for(stock: Shelve) -> None:
    for number in range(15):
        stock("red", attributes={"color": f"shade {'abcdefghijklmno'[number]}"})
    stock("red", 5)
    (green,) = stock("green")
    inspect()
    assert proposed() == {green.pk: "green"}


@pytest.mark.usefixtures("coloured")
def test_proposals_go_when_their_reason_goes(stock: Shelve) -> None:
    said, hidden, bare, stays = stock("red", 4)
    inspect()
    assert len(proposed()) == 4
    Product.objects.filter(pk=said.pk).update(attributes={"color": "crimson"})
    Product.objects.filter(pk=hidden.pk).update(active=False)
    bare.photos.all().delete()
    inspect()
    assert proposed() == {stays.pk: "red"}


@pytest.mark.usefixtures("coloured")
def test_another_photo_gives_another_proposal(stock: Shelve, version: EncoderVersion) -> None:
    (product,) = stock("red")
    inspect()
    product.photos.all().delete()
    photo = Photo.objects.create(product=product, state="ready", sha256="another")
    show([photo], "blue", version)
    inspect()
    assert proposed() == {product.pk: "blue"}


@pytest.mark.usefixtures("coloured")
def test_a_dismissed_proposal_is_not_made_again(stock: Shelve) -> None:
    stock("red")
    inspect()
    Proposal.objects.update(state="dismissed")
    stock("blue", attributes={"color": "blue"})
    inspect()
    assert Proposal.objects.get().state == "dismissed"


@pytest.mark.usefixtures("coloured")
def test_an_accepted_value_that_an_import_has_cleared_is_proposed_again(stock: Shelve) -> None:
    stock("red")
    inspect()
    Proposal.objects.update(state="accepted", decided_at="2026-01-01T00:00:00Z", locks=True)
    stock("blue", attributes={"color": "blue"})
    inspect()
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.locks, proposal.decided_at) == ("open", False, None)


def test_accepted_values_are_not_learned_from(stock: Shelve, version: EncoderVersion) -> None:
    Proposal.objects.bulk_create(
        Proposal(
            product=product,
            merchant=product.merchant,
            field="color",
            value=colour,
            confidence=1,
            encoder_version=version,
            state="accepted",
        )
        for colour in ("red", "green", "blue")
        for product in stock(colour, 30, attributes={"color": colour})
    )
    stock("red", 5)
    inspect()
    assert proposed() == {}


@pytest.mark.usefixtures("coloured")
def test_a_new_encoder_renews_the_proposals(stock: Shelve, version: EncoderVersion) -> None:
    (product,) = stock("red")
    inspect()
    encoder = RetrainedEncoder()
    EncoderVersion.objects.update(state="retired")
    new = EncoderVersion.objects.create(
        name=encoder.name, fingerprint=encoder.fingerprint, dimension=3, state="serving"
    )
    with registry.override_encoder(encoder):
        inspect()
        assert proposed() == {}, "it has no vectors yet"
        for photo in Photo.objects.exclude(product=product).select_related("product"):
            show([photo], photo.product.attributes["color"], new)
        show(list(product.photos.all()), "blue", new)
        inspect()
    assert proposed() == {product.pk: "blue"}
    assert Proposal.objects.get().encoder_version == new


def other_merchants(count: int, version: EncoderVersion, **fields: object) -> None:
    for number in range(count):
        other = Merchant.objects.create(name=f"other {number}", slug=f"other-{number}")
        for colour in ("red", "green", "blue"):
            shelve(colour, 20, version=version, to=other, attributes={"color": colour}, **fields)


@pytest.mark.parametrize(("others", "expected"), [(2, []), (6, ["red"])])
def test_what_the_merchant_never_says_is_learned_from_others_if_they_are_several(
    stock: Shelve, version: EncoderVersion, others: int, expected: list[str]
) -> None:
    other_merchants(others, version)
    stock("red")
    inspect()
    assert list(proposed().values()) == expected


def test_categories_of_other_merchants_are_not_proposed(
    stock: Shelve, version: EncoderVersion
) -> None:
    for number, colour in enumerate(["red", "green", "blue"] * 2):
        other = Merchant.objects.create(name=f"other {number}", slug=f"other-{number}")
        for shown in ("red", "green", "blue"):
            shelve(shown, 20, version=version, to=other, category=category(f"Secret {shown}"))
        assert colour
    stock("red")
    inspect()
    assert proposed() == {}
