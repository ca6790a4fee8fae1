"""Which language a page speaks, and how shoppers choose another one."""

import pytest
from django.test import Client

from catalog.models import Product
from tests.shop import Make

GERMAN = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
FRENCH = {**GERMAN, "Accept-Language": "fr,en-GB;q=0.7,de;q=0.3"}


@pytest.fixture
def cup(sell: Make) -> Product:
    return sell("Blue cup", external_id="cup")


def test_an_address_without_a_language_speaks_the_first_language_of_the_shop(
    client: Client, cup: Product
) -> None:
    response = client.get(f"/products/{cup.pk}/")

    assert '<html lang="en"' in response.content.decode()
    assert response.headers["Content-Language"] == "en"


def test_an_address_with_a_language_speaks_it(client: Client, cup: Product) -> None:
    response = client.get(f"/de/products/{cup.pk}/", headers=FRENCH)

    assert response.status_code == 200
    assert '<html lang="de"' in response.content.decode()
    assert response.headers["Content-Language"] == "de"
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_all_links_of_a_german_page_lead_to_german_pages(client: Client, cup: Product) -> None:
    page = client.get(f"/de/products/{cup.pk}/").content.decode()

    assert 'href="/de/search/' in page
    assert 'href="/search/' not in page


def test_a_browser_that_prefers_german_is_sent_to_the_german_page(
    client: Client, cup: Product
) -> None:
    response = client.get("/search/?q=cup&price_max=20", headers=GERMAN)

    assert response.status_code == 302
    assert response.headers["Location"] == "/de/search/?q=cup&price_max=20"
    assert {"Accept-Language", "Cookie"} <= set(response.headers["Vary"].split(", "))


def test_the_language_that_the_browser_likes_best_among_the_shops_counts(
    client: Client, cup: Product
) -> None:
    response = client.get("/", headers=FRENCH)

    assert response.status_code == 200
    assert response.headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    "headers",
    [
        {**GERMAN, "Accept": "*/*"},  # a crawler, or a script
        {**GERMAN, "HX-Request": "true"},  # a part of an open page
    ],
)
def test_only_pages_that_a_browser_opens_are_sent_to_another_language(
    client: Client, cup: Product, headers: dict[str, str]
) -> None:
    assert client.get("/search/", headers=headers).status_code == 200


def test_a_form_is_not_sent_to_another_language(client: Client, cup: Product) -> None:
    response = client.post("/search/", {"q": "cup"}, headers=GERMAN)

    assert response.headers["Location"] == "/search/?q=cup"


def test_a_chosen_language_stays_though_the_browser_prefers_another(
    client: Client, cup: Product
) -> None:
    came_from = {**GERMAN, "Referer": "http://testserver/de/search/?q=cup"}
    response = client.get("/de/languages/en/", headers=came_from)

    assert response.headers["Location"] == "/search/?q=cup"
    assert client.get("/search/?q=cup", headers=GERMAN).status_code == 200
    assert client.get("/", headers=GERMAN).headers["Content-Language"] == "en"


def test_a_language_is_chosen_for_the_page_that_is_open(client: Client, cup: Product) -> None:
    came_from = {"Referer": f"http://testserver/products/{cup.pk}/"}
    response = client.get("/languages/de/", headers=came_from)

    assert response.headers["Location"] == f"/de/products/{cup.pk}/"
    assert response.cookies["language"].value == "de"
    assert response.headers["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize(
    "referer",
    ["", "http://evil.example/search/", "//evil.example/", "http://[", "http://testserver//evil.example/",
     "http://testserver/admin/", "http://testserver/nothing/", "javascript:alert(1)",
     "http://testserver/%00", "x" * 5000],
)  # fmt: skip
def test_a_choice_never_leads_out_of_the_shop(client: Client, db: None, referer: str) -> None:
    response = client.get("/languages/de/", headers={"Referer": referer})

    assert response.headers["Location"] == "/de/"


def test_a_language_that_the_shop_does_not_speak_cannot_be_chosen(client: Client, db: None) -> None:
    assert client.get("/languages/fr/").status_code == 404
    assert client.get("/fr/search/").status_code == 404


@pytest.mark.parametrize(
    "accepted",
    ["de" * 100_000, "de,", "*", ";q=", "de;q=nan", "\x00", "de;q=1" + ",de;q=0.1" * 10_000,
     "../../etc/passwd", "de_DE.UTF-8", "<script>"],
)  # fmt: skip
def test_a_hostile_preference_is_harmless(client: Client, db: None, accepted: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": accepted}

    assert client.get("/", headers=headers).status_code in {200, 302}


def test_an_unknown_address_is_answered_in_the_language_of_the_browser(
    client: Client, db: None
) -> None:
    assert '<html lang="de"' in client.get("/nothing/", headers=GERMAN).content.decode()
    assert '<html lang="en"' in client.get("/nothing/").content.decode()
    assert '<html lang="de"' in client.get("/de/nothing/").content.decode()


@pytest.mark.parametrize("address", ["/admin/login/", "/api/v1/products/0/", "/livez"])
def test_merchants_and_programs_are_spoken_to_in_english(
    client: Client, db: None, address: str
) -> None:
    response = client.get(address, headers=GERMAN)

    assert "de" not in response.headers.get("Content-Language", "en")
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_the_footer_offers_the_languages_by_their_own_names(client: Client, db: None) -> None:
    page = client.get("/").content.decode()

    assert 'lang="de"' in page
    assert "Deutsch" in page
    assert 'href="/languages/de/"' in page
