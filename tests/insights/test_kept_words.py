"""Which words are kept, how many, and for how long."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from catalog import tasks
from catalog.insights import writing
from catalog.insights.counted_search import Counted, CountedSearch, Tally, counted_search
from catalog.insights.tallies import MAX_WAITING, OfDay, Tallies
from catalog.models import HandledWords, Merchant, MerchantClicks, SearchCount, SearchKind
from catalog.search.query import Filters, SearchQuery
from catalog.search.results import SearchPage
from tests.insights.conftest import Counts, NoThread
from tests.shop import Make

pytestmark = pytest.mark.django_db


def page(total: int = 0) -> SearchPage:
    return SearchPage(
        hits=(), total=total, total_is_lower_bound=False, ranked=total, facets=(), at=timezone.now()
    )


def search_for(recorder: NoThread, text: str, **filters: Any) -> None:
    counted = counted_search(SearchQuery(text=text, filters=Filters(**filters)), page())
    assert counted
    recorder.add(counted)


@pytest.mark.parametrize(
    "text",
    [
        "ada@shop.example",
        "ada\uff20shop.example",
        "ada (at) shop.example",
        "https://shop.example/ada",
        "www.shop.example",
        "+49 171 234-5678",
        "(030) 90 18 20",
        "030/901820",
        "555-0123",
        "4111 1111 1111 1111",
        "DE89 3704 0044 0532 0130 00",
        "order 4711081",
        "12.03.1985",
        "10115 Berlin",
        "٠١٧١٢٣٤٥٦٧",
    ],
)
def test_what_may_be_personal_is_counted_without_its_words(
    recorder: NoThread, counts: Counts, text: str
) -> None:
    search_for(recorder, text)
    assert counts() == [("unlisted", "", 1, 1, 0)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mattress 90 x 200 cm", "mattress 90 200 cm"),
        ("iPhone 12 128 GB", "iphone 12 128 gb"),
        ("size 42-44", "size 42 44"),
        ("KX-601", "kx 601"),
        ("1990s jacket", "1990s jacket"),
        ("Küchenmaschine", "kuchenmaschine"),
    ],
)
def test_sizes_and_models_are_kept(
    recorder: NoThread, counts: Counts, text: str, words: str
) -> None:
    search_for(recorder, text)
    assert counts("words") == [(words,)]


def test_long_number_is_kept_if_a_product_has_it(
    recorder: NoThread, counts: Counts, make: Make
) -> None:
    make("Cup", "red", gtin="4006381333931")
    make("Cup that is not sold", "red", external_id="7771234567", active=False)
    for number in ("4 006381 333931", "4006381333931", "7771234567", "4006381333948"):
        search_for(recorder, number)
    assert counts("kind", "words", "searches") == [
        ("unlisted", "", 2),
        ("words", "4 006381 333931", 1),
        ("words", "4006381333931", 1),
    ]


@pytest.mark.parametrize("text", ["cup " * 40, "???", "\ud800 cup", "\ue000\u0378"])
def test_long_and_strange_texts_are_counted_without_their_words(
    recorder: NoThread, counts: Counts, text: str
) -> None:
    search_for(recorder, text)
    assert counts("kind", "words", "searches") == [("unlisted", "", 1)]


def test_days_have_room_for_so_many_different_words(
    recorder: NoThread, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MAX_WORDS_A_DAY", 3)
    yesterday = timezone.localdate() - timedelta(days=1)
    SearchCount.objects.create(day=yesterday, kind=SearchKind.WORDS, words="old", searches=1)
    for words in ("cup", "mug"):
        search_for(recorder, words)
    assert recorder.write()
    for words in ("cup", "bowl", "bowl", "plate", "spoon"):
        search_for(recorder, words)
    today = SearchCount.objects.filter(day=timezone.localdate())
    assert recorder.write()
    kept = today.values_list("kind", "words", "searches").order_by("kind", "words")
    assert list(kept) == [
        ("unlisted", "", 2), ("words", "bowl", 2), ("words", "cup", 2), ("words", "mug", 1),
    ]  # fmt: skip


def test_words_that_wait_take_bounded_memory() -> None:
    tallies, today = Tallies(), timezone.localdate()
    for number in range(3 * MAX_WAITING):
        search = CountedSearch(kind=SearchKind.WORDS, words=f"w{number}", merchant=f"m{number}")
        tallies.add(OfDay(today, search), Tally(searches=1))
    assert len(tallies.searches) == 2 * MAX_WAITING
    shop = CountedSearch(kind=SearchKind.WORDS, words="w0", merchant="m0")
    tallies.add(OfDay(today, shop), Tally(searches=1))
    assert tallies.searches[OfDay(today, shop)] == Tally(searches=2)


def test_counts_are_deleted_after_their_days(
    merchant: Merchant, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SHOP_SEARCH_COUNT_DAYS = 30
    for age in (0, 30, 31):
        day = timezone.localdate() - timedelta(days=age)
        SearchCount.objects.create(day=day, kind=SearchKind.WORDS, words="cup")
        MerchantClicks.objects.create(day=day, merchant=merchant)
        decision = HandledWords.objects.create(words=f"cup {age}")
        long_ago = timezone.now() - timedelta(age)
        HandledWords.objects.filter(pk=decision.pk).update(created_at=long_ago)
    tasks.sweep_files()
    assert [SearchCount.objects.count(), MerchantClicks.objects.count()] == [2, 2]
    assert set(HandledWords.objects.values_list("words", flat=True)) == {"cup 0", "cup 30"}


def test_deleting_a_merchant_deletes_what_was_searched_within_it(merchant: Merchant) -> None:
    day = timezone.localdate()
    SearchCount.objects.create(day=day, kind=SearchKind.WORDS, words="cup", merchant=merchant)
    SearchCount.objects.create(day=day, kind=SearchKind.WORDS, words="cup")
    merchant.delete()
    assert SearchCount.objects.get().merchant is None


def test_click_adds_to_the_words_of_its_day(recorder: NoThread, counts: Counts) -> None:
    search = CountedSearch(kind=SearchKind.WORDS, words="cup")
    recorder.add(Counted(search, Tally(searches=1)))
    assert recorder.write()
    recorder.add(Counted(search, Tally(clicks=1)), merchant_id=2**40)
    assert counts() == [("words", "cup", 1, 0, 1)]
    assert not MerchantClicks.objects.exists()
