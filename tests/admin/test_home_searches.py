"""What shoppers search for, on the home page: whose searches, and what can be done about them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from catalog.admin.home import ROWS, Home
from catalog.admin.search_figures import SearchFigures
from catalog.models import (
    HandledWords,
    Membership,
    Merchant,
    MerchantClicks,
    Role,
    SearchCount,
    SearchKind,
    SynonymGroup,
)
from catalog.models.synonym import MAX_GROUPS
from catalog.vocabulary.building import refresh_vocabulary
from catalog.vocabulary.current import forget_vocabulary
from tests.shop import Make, category

pytestmark = pytest.mark.django_db
SYNONYM = "/admin/catalog/searchcount/synonym/"
DISMISS = "/admin/catalog/searchcount/dismiss/"
SEARCHES = "/admin/catalog/searchcount/"


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def searched(words: str, unmatched: int = 1, *, days: int = 0, **fields: Any) -> SearchCount:
    kind = SearchKind.WORDS if words else fields.pop("kind")
    numbers = {"searches": max(unmatched, fields.pop("searches", 0)), "unmatched": unmatched}
    return SearchCount.objects.create(
        day=days_ago(days), kind=kind, words=words, **numbers, **fields
    )


def figures(client: Client, address: str = "/admin/") -> SearchFigures:
    response = client.get(address)
    assert response.status_code == 200
    home: Home = response.context["home"]
    assert home.searches
    return home.searches


def words(client: Client, address: str = "/admin/") -> list[str]:
    return [row.words for row in figures(client, address).rows]


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser("operator")


@pytest.fixture
def as_operator(operator: User) -> Client:
    client = Client()
    client.force_login(operator)
    return client


@pytest.fixture
def teapot(make: Make) -> None:
    make("Round teapot", "red", category=category("Teapots"))
    refresh_vocabulary()
    forget_vocabulary()


# Whose searches


def test_merchant_of_a_shared_shop_sees_searches_within_its_own_products_only(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    searched("kettle", merchant=ada)
    searched("samovar", merchant=ben)
    searched("brewer")
    for page in ("/admin/", SEARCHES):
        for query in ("", "?merchant=ben", "?merchant=", "?again=samovar"):
            content = as_ada.get(page + query).content.decode()
            shown = [word for word in ("kettle", "samovar", "brewer") if word in content]
            assert shown == ["kettle"], page + query
    assert figures(as_ada).total.searches == 1


def test_merchant_sees_clicks_on_its_own_products_only(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    searched("mine", 0, searches=2, clicks=9, merchant=ada)
    MerchantClicks.objects.create(day=days_ago(1), merchant=ada, clicks=3)
    MerchantClicks.objects.create(day=days_ago(1), merchant=ben, clicks=50)
    shown = figures(as_ada)
    assert shown.total.clicks == 3
    assert [plot.title for plot in shown.plots][-1] == "Clicks on your products"


def test_carts_and_purchases_that_apps_report_stand_beside_clicks(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    searched("mine", merchant=ada)
    content = as_ada.get("/admin/").content.decode()
    assert "Put into a cart" not in content
    MerchantClicks.objects.create(day=days_ago(1), merchant=ada, clicks=9, carts=5, purchases=2)
    MerchantClicks.objects.create(day=days_ago(1), merchant=ben, carts=50, purchases=20)
    total = figures(as_ada).total
    assert (total.clicks, total.carts, total.purchases) == (9, 5, 2)
    content = as_ada.get("/admin/").content.decode()
    assert "Put into a cart" in content


def test_the_only_merchant_of_a_shop_sees_all_searches(as_ada: Client, ada: Merchant) -> None:
    searched("of the whole shop", clicks=1)
    searched("mine", 2, merchant=ada)
    assert words(as_ada) == ["mine", "of the whole shop"]
    assert figures(as_ada).total.clicks == 1
    Merchant.objects.create(name="New", slug="new", active=False)
    assert words(as_ada) == ["mine"]


def test_operator_sees_all_searches_or_those_of_one_merchant(
    as_operator: Client, ada: Merchant, ben: Merchant
) -> None:
    searched("mine", merchant=ada)
    searched("of the whole shop")
    assert words(as_operator) == ["mine", "of the whole shop"]
    assert words(as_operator, "/admin/?merchant=ada") == ["mine"]
    assert words(as_operator, "/admin/?merchant=ben") == []


def test_staff_without_a_merchant_sees_no_searches(ada: Merchant) -> None:
    searched("of the whole shop")
    user = User.objects.create_user("guest", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_searchcount"))
    client = Client()
    client.force_login(user)
    assert client.get("/admin/").context["home"].searches is None
    assert "of the whole shop" not in client.get(SEARCHES).content.decode()


@pytest.mark.parametrize(
    "path", ["", "1/change/", "1/delete/", "1/history/", "add/", "autocomplete/"]
)
def test_counts_have_no_pages_of_their_own(as_ada: Client, ada: Merchant, path: str) -> None:
    SearchCount.objects.create(pk=1, day=days_ago(0), kind=SearchKind.WORDS, words="x")
    expected = 200 if not path else 404
    assert as_ada.get(f"{SEARCHES}{path}").status_code == expected


def test_page_of_searches_needs_the_permission(ada: Merchant) -> None:
    client = Client()
    client.force_login(User.objects.create_user("guest", is_staff=True))
    assert client.get(SEARCHES).status_code == 403
    for address in (SYNONYM, DISMISS):
        assert client.post(address, {"words": "x", "term": "y"}).status_code == 403


# What is shown


def test_days_without_a_search_are_shown_too(as_operator: Client, ada: Merchant) -> None:
    searched("cup", 1, searches=4, clicks=2)
    searched("cup", 0, searches=6, days=29)
    searched("cup", 0, searches=100, days=30)
    searched("", 0, searches=3, days=1, kind=SearchKind.PHOTO)
    searched("", 0, searches=2, days=1, kind=SearchKind.UNLISTED)
    shown = figures(as_operator)
    assert len(shown.days) == 30
    assert [day.searches for day in shown.days] == [6, *[0] * 27, 5, 4]
    total = shown.total
    assert (total.searches, total.photo_searches, total.unlisted) == (15, 3, 2)
    assert [plot.total for plot in shown.plots] == ["15", "7%", "0.13"]


def test_plots_can_be_read_without_seeing_them(as_operator: Client, ada: Merchant) -> None:
    searched("cup", 1, searches=1_234)
    content = as_operator.get("/admin/").content.decode()
    assert (
        'role="img" aria-labelledby="plot-searches-title" aria-describedby="plot-searches-desc"'
        in content
    )
    description = figures(as_operator).plots[0].description
    assert description.startswith("Searches, ")
    assert "1,234. The highest is 1,234, on" in description
    assert description in content
    assert "<td>1,234</td>" in content
    assert "style=" not in content


def test_bars_stay_within_their_drawing(as_operator: Client, ada: Merchant) -> None:
    for days, number in enumerate([1, 999_999, 5, 0, 3]):
        searched("cup", 0, searches=number, days=days)
    plot = figures(as_operator).plots[0]
    assert len(plot.bars) == 4
    for bar in plot.bars:
        assert 0 <= bar.x <= plot.width - bar.width
        assert 1 <= bar.height <= plot.height
        assert bar.y + bar.height == pytest.approx(plot.height)


def test_words_are_listed_by_how_often_they_found_nothing(
    as_operator: Client, ada: Merchant
) -> None:
    searched("kettle", 2, days=3)
    searched("kettle", 2, searches=9, merchant=ada)
    searched("canoe", 3)
    searched("matched", 0, searches=50)
    searched("too long ago", 9, days=30)
    rows = figures(as_operator).rows
    assert [(row.words, row.unmatched, row.searches) for row in rows] == [
        ("kettle", 4, 11), ("canoe", 3, 3),
    ]  # fmt: skip
    assert rows[0].last_day == days_ago(0)
    assert rows[0].shop_url == "/search/?q=kettle"


def test_all_words_are_on_the_page_of_searches(as_operator: Client, ada: Merchant) -> None:
    for number in range(120):
        searched(f"word {number}", 200 - number)
    assert len(figures(as_operator).rows) == ROWS
    content = as_operator.get("/admin/").content.decode()
    assert "All 120 words without a match" in content
    shown = as_operator.get(f"{SEARCHES}?p=3").context["searches"]
    assert [row.words for row in shown.rows] == [f"word {number}" for number in range(100, 120)]
    assert as_operator.get(f"{SEARCHES}?p=zzz").status_code == 200


def test_words_are_escaped(as_operator: Client, ada: Merchant) -> None:
    searched("<script>alert(1)</script>")
    content = as_operator.get("/admin/").content.decode()
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert" in content


def test_home_page_of_a_new_shop_says_that_there_is_nothing(as_ada: Client) -> None:
    content = as_ada.get("/admin/").content.decode()
    assert "Nothing was counted in the last 30 days." in content


# What can be done


def test_one_click_makes_a_synonym(as_operator: Client, operator: User, teapot: None) -> None:
    searched("kettle", 2)
    response = as_operator.post(SYNONYM, {"words": "kettle", "term": "Teapots"}, follow=True)
    assert response.redirect_chain == [("/admin/#unmatched", 302)]
    group = SynonymGroup.objects.get()
    assert (group.words, group.active, group.language) == ("kettle => teapots", True, "")
    assert LogEntry.objects.get(user=operator).object_repr == "kettle => teapots"
    assert "also finds “teapots” now" in response.content.decode()
    shown = response.context["home"].searches
    assert not shown.rows
    assert [(row.words, row.synonym) for row in shown.made] == [("kettle", "kettle => teapots")]


def test_search_again_says_whether_the_synonym_works(as_operator: Client, teapot: None) -> None:
    searched("kettle", 2)
    as_operator.post(SYNONYM, {"words": "kettle", "term": "teapot"})
    again = "/admin/?again=kettle"
    (row,) = figures(as_operator, again).made
    assert row.again
    assert not row.again.in_effect
    assert "Not in effect yet" in as_operator.get(again).content.decode()
    refresh_vocabulary()
    forget_vocabulary()
    (row,) = figures(as_operator, again).made
    assert row.again
    assert (row.again.in_effect, row.again.matches) == (True, 1)
    assert row.again.titles == ("Round teapot",)
    assert "Finds 1 product now: Round teapot" in as_operator.get(again).content.decode()


def test_words_that_fail_after_the_synonym_are_listed_again(
    as_operator: Client, teapot: None
) -> None:
    searched("kettle", 2)
    as_operator.post(SYNONYM, {"words": "kettle", "term": "teapot"})
    HandledWords.objects.update(created_at=timezone.now() - timedelta(days=2))
    SearchCount.objects.update(day=days_ago(3))
    assert words(as_operator) == []
    searched("kettle", 5, days=1)
    (row,) = figures(as_operator).rows
    assert (row.words, row.unmatched) == ("kettle", 5)
    as_operator.post(SYNONYM, {"words": "kettle", "term": "round"})
    assert words(as_operator) == []
    assert SynonymGroup.objects.count() == 2


@pytest.mark.parametrize("change", ["deactivated", "deleted"])
def test_words_are_listed_again_without_their_synonym(
    as_operator: Client, teapot: None, change: str
) -> None:
    searched("kettle", 2)
    as_operator.post(SYNONYM, {"words": "kettle", "term": "teapot"})
    if change == "deleted":
        SynonymGroup.objects.get().delete()
    else:
        SynonymGroup.objects.update(active=False)
    assert words(as_operator) == ["kettle"]
    assert not figures(as_operator).made


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"words": "kettle", "term": "canoe"}, "No product on sale has “canoe”"),
        ({"words": "kettle", "term": ""}, "No product on sale has"),
        ({"words": "kettle"}, "No product on sale has"),
        ({"words": "kettle", "term": "\0"}, "No product on sale has"),
        ({"words": "kettle", "term": "teapot, round => x"}, "No product on sale has"),
        ({"words": "kettle", "term": "teapot => round"}, "Only one arrow is possible"),
        ({"words": "never searched", "term": "teapot"}, "not listed any more"),
        ({"words": "ket\0tle", "term": "teapot"}, "not listed any more"),
        ({"words": "x" * 5_000, "term": "teapot"}, "not listed any more"),
        ({"term": "teapot"}, "not listed any more"),
        ({"words": "teapot", "term": "teapot"}, "stands on both sides"),
    ],
)
def test_what_is_no_synonym_is_refused_with_the_reason(
    as_operator: Client, teapot: None, form: dict[str, str], message: str
) -> None:
    searched("kettle", 2)
    searched("teapot", 1)
    response = as_operator.post(SYNONYM, form, follow=True)
    assert message in response.content.decode()
    assert not SynonymGroup.objects.exists()
    assert words(as_operator) == ["kettle", "teapot"]


def test_synonyms_have_a_limit(as_operator: Client, teapot: None) -> None:
    searched("kettle", 2)
    SynonymGroup.objects.bulk_create(
        SynonymGroup(words=f"a{number} => b") for number in range(MAX_GROUPS)
    )
    response = as_operator.post(SYNONYM, {"words": "kettle", "term": "teapot"}, follow=True)
    assert "which is the limit" in response.content.decode()
    assert words(as_operator) == ["kettle"]


def test_who_has_several_merchants_chooses_whose_synonym_it_is(
    as_ada: Client, ada: Merchant, ben: Merchant, teapot: None
) -> None:
    ben.users.add(ada.users.get())
    searched("kettle", 2, merchant=ada)
    assert "Another word" not in as_ada.get("/admin/").content.decode()
    assert as_ada.post(SYNONYM, {"words": "kettle", "term": "teapot"}).status_code == 403
    assert "Another word" in as_ada.get("/admin/?merchant=ada").content.decode()
    as_ada.post(SYNONYM, {"words": "kettle", "term": "teapot", "merchant": "ada"})
    assert SynonymGroup.objects.get().merchant == ada


def test_a_merchants_synonym_leaves_the_words_in_the_lists_of_others(
    as_ada: Client, as_operator: Client, ada: Merchant, ben: Merchant, teapot: None
) -> None:
    for merchant in (ada, ben):
        searched("kettle", 2, merchant=merchant)
    as_ada.post(SYNONYM, {"words": "kettle", "term": "teapot"})
    assert words(as_ada) == []
    assert words(as_operator, "/admin/?merchant=ben") == ["kettle"]


def test_a_merchant_makes_synonyms_of_its_own_words_only(
    as_ada: Client, ada: Merchant, ben: Merchant, teapot: None
) -> None:
    searched("kettle", merchant=ada)
    searched("samovar", merchant=ben)
    searched("brewer")
    for theirs in ("samovar", "brewer"):
        form = {"words": theirs, "term": "teapot", "merchant": "ben"}
        assert "not listed any more" in as_ada.post(SYNONYM, form, follow=True).content.decode()
    as_ada.post(SYNONYM, {"words": "kettle", "term": "teapot"})
    assert SynonymGroup.objects.get().words == "kettle => teapot"


def test_dismissed_words_are_not_listed_any_more(as_operator: Client, ada: Merchant) -> None:
    searched("asdf", 2)
    as_operator.post(DISMISS, {"words": "asdf", "at": "home"})
    searched("asdf", 2, days=1)
    assert words(as_operator) == []


@pytest.mark.usefixtures("ada")
def test_a_viewer_takes_no_words_off_the_list(as_ada: Client) -> None:
    Membership.objects.update(role=Role.VIEWER)
    assert as_ada.post(DISMISS, {"words": "hats"}).status_code == 403


def test_dismissing_leaves_the_lists_of_others_alone(
    as_ada: Client, as_operator: Client, ada: Merchant, ben: Merchant
) -> None:
    for merchant in (ada, ben, None):
        searched("asdf", merchant=merchant)
    as_ada.post(DISMISS, {"words": "asdf", "merchant": "ben"})
    assert words(as_ada) == []
    assert words(as_operator, "/admin/?merchant=ben") == ["asdf"]
    assert words(as_operator) == ["asdf"]
    as_operator.post(DISMISS, {"words": "asdf"})
    assert words(as_operator) == []
    assert words(as_operator, "/admin/?merchant=ben") == ["asdf"]


def test_form_returns_to_where_it_was_sent_from(as_operator: Client, ada: Merchant) -> None:
    searched("asdf", merchant=ada)
    form = {"words": "asdf", "at": "searches", "merchant": "ada", "p": "2"}
    response = as_operator.post(DISMISS, form)
    assert response.headers["Location"] == f"{SEARCHES}?merchant=ada&p=2#unmatched"
    response = as_operator.post(DISMISS, {"words": "x", "at": "https://other.example/"})
    assert response.headers["Location"] == "/admin/#unmatched"


@pytest.mark.parametrize("address", [SYNONYM, DISMISS])
def test_words_are_changed_by_a_form_of_ours_only(
    operator: User, ada: Merchant, address: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(operator)
    searched("asdf")
    assert client.post(address, {"words": "asdf", "term": "x"}).status_code == 403
    assert client.get(address).status_code == 405
    assert not HandledWords.objects.exists()
