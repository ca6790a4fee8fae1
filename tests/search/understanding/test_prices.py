"""What people type for a price, and what only looks like one."""

from decimal import Decimal

import pytest

from catalog.search.query import MAX_PRICE
from catalog.search.understanding.expressions import read_expressions
from catalog.search.understanding.prices import PriceBounds

LANGUAGES = ("english", "german")
Bound = str | int | None


def price(text: str) -> PriceBounds | None:
    prices = read_expressions(text, LANGUAGES).prices
    assert len(prices) <= 1
    return prices[0] if prices else None


def check(text: str, low: Bound, high: Bound, currency: str) -> None:
    found = price(text)
    assert found is not None
    expected = [None if bound is None else Decimal(bound) for bound in (low, high)]
    assert [found.low, found.high, found.currency] == [*expected, currency]


@pytest.mark.parametrize(
    ("text", "high", "currency"),
    [
        ("mug under 15", 15, ""), ("under 15", 15, ""), ("Under 15 mug", 15, ""),
        ("dress under 60 euros", 60, "EUR"), ("dress under 60€", 60, "EUR"),
        ("dress under €60", 60, "EUR"), ("dress under 60 EUR", 60, "EUR"),
        ("dress under eur 60", 60, "EUR"), ("dress under 60eur", 60, "EUR"),
        ("sneakers cheaper than 50", 50, ""), ("lamp up to €60", 60, "EUR"),
        ("chair below USD 80", 80, "USD"), ("chair below us$80", 80, "USD"),
        ("chair under $80", 80, ""), ("chair under 80 dollars", 80, ""),
        ("chair less than 80 bucks", 80, ""), ("gift under 30 quid", 30, "GBP"),
        ("dumbbell under 50 pounds", 50, "GBP"), ("vase under 200 kr", 200, ""),
        ("vase under 200 SEK", 200, "SEK"), ("vase below 1200 ¥", 1200, ""),
        ("chair max 80", 80, ""), ("chair max. 80", 80, ""), ("chair max $80", 80, ""),
        ("chair max price 80", 80, ""), ("chair maximum 80", 80, ""), ("chair at most 80", 80, ""),
        ("chair no more than 80", 80, ""), ("chair not more than 80", 80, ""),
        ("chair not over 80", 80, ""), ("nothing over 80", 80, ""), ("chair <80", 80, ""),
        ("chair <= 80", 80, ""), ("chair ≤ 80€", 80, "EUR"), ("price < 30", 30, ""),
        ("60€ or less", 60, "EUR"), ("chair 60 or less", 60, ""), ("60 euros max", 60, "EUR"),
        ("chair 80 bucks or less", 80, ""), ("chair $80 and under", 80, ""),
        ("chair within 100 euros", 100, "EUR"), ("chair budget 100", 100, ""),
        ("chair with a budget of 100", 100, ""), ("dress for under 50", 50, ""),
        ("chair costing less than 100", 100, ""), ("chair that costs under 100", 100, ""),
        ("chair priced under 100", 100, ""), ("anything under $20", 20, ""),
        ("less than fifty", 50, ""), ("mug below ten", 10, ""),
        ("under a hundred dollars", 100, ""),
        ("under twenty five euros", 25, "EUR"), ("under 5 euros stickers", 5, "EUR"),
        ("gifts under 5 for kids", 5, ""), ("dress under 50 in blue", 50, ""),
        ("mug under 50 w/o logo", 50, ""), ("sofa under 500 l-shaped", 500, ""),
        ('"mug under 15"', 15, ""), ("(under 15) mug", 15, ""), ('monitor 27" under 300', 300, ""),
        ("levis 501 under 80", 80, ""), ("iphone 15 under 900", 900, ""),
        ("pan 28 cm under 20", 20, ""), ("2 seater sofa under 500", 500, ""),
        ("laptop under 2000", 2000, ""), ("laptop under 1999", 1999, ""),
        ("under 50 bar stools", 50, ""),
        ("Tasse unter 50 Euro", 50, "EUR"), ("Tasse unter 50€", 50, "EUR"),
        ("Tasse bis 30 €", 30, "EUR"), ("Tasse bis zu 30", 30, ""),
        ("bis maximal 50 Euro", 50, "EUR"),
        ("Tasse höchstens 25", 25, ""), ("Tasse hoechstens 25", 25, ""), ("Tasse max. 25", 25, ""),
        ("Tasse maximal 25 Franken", 25, "CHF"), ("Tasse unter 50 Fr.", 50, "CHF"),
        ("Stuhl weniger als zwanzig Euro", 20, "EUR"), ("Stuhl unter fünfzig Euro", 50, "EUR"),
        ("Stuhl unter fuenfzig Euro", 50, "EUR"), ("Stuhl günstiger als 50", 50, ""),
        ("Stuhl guenstiger als 50", 50, ""), ("Stuhl billiger als 50 Euro", 50, "EUR"),
        ("Stuhl nicht teurer als 50", 50, ""), ("Stuhl nicht über 50", 50, ""),
        ("Stuhl nicht mehr als 50", 50, ""), ("Stuhl 50 Euro oder weniger", 50, "EUR"),
        ("Stuhl 50 Euro maximal", 50, "EUR"), ("Stuhl für unter 50", 50, ""),
        ("Preis bis 50", 50, ""), ("Stuhl Budget 50", 50, ""), ("Stuhl unter 50,-", 50, ""),
        ("Stuhl unter 50,- €", 50, "EUR"), ("Stuhl unter 50.-", 50, ""),
    ],
)  # fmt: skip
def test_a_price_from_above(text: str, high: Bound, currency: str) -> None:
    check(text, None, high, currency)


@pytest.mark.parametrize(
    ("text", "low", "currency"),
    [
        ("boots over 150", 150, ""), ("boots above 150", 150, ""), ("boots more than 150", 150, ""),
        ("boots more expensive than 150", 150, ""), ("boots at least 150", 150, ""),
        ("boots min 150", 150, ""), ("boots min. 150 €", 150, "EUR"),
        ("boots minimum 150", 150, ""),
        ("boots starting at 150", 150, ""), ("boots from $150", 150, ""), ("boots > 150", 150, ""),
        ("boots >= 150", 150, ""), ("dress not under 50", 50, ""), ("not less than 50", 50, ""),
        ("boots $150+", 150, ""), ("boots $150 and up", 150, ""), ("boots 150 or more", 150, ""),
        ("laptops from 2000", 2000, ""), ("Stiefel ab 100 Euro", 100, "EUR"),
        ("Stiefel ab 100", 100, ""), ("Stiefel über 150", 150, ""), ("Stiefel ueber 150", 150, ""),
        ("Stiefel mehr als 150", 150, ""), ("Stiefel teurer als 150 €", 150, "EUR"),
        ("Stiefel mindestens 150", 150, ""), ("Stiefel nicht unter 150", 150, ""),
        ("Stiefel 150 Euro aufwärts", 150, "EUR"), ("Stiefel 150 Euro oder mehr", 150, "EUR"),
    ],
)  # fmt: skip
def test_a_price_from_below(text: str, low: Bound, currency: str) -> None:
    check(text, low, None, currency)


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("bag between 50 and 80", 50, 80, ""), ("bag between $50 and $80", 50, 80, ""),
        ("bag between 50 & 80", 50, 80, ""), ("bag between 50 to 80", 50, 80, ""),
        ("bag between 50-80", 50, 80, ""), ("bag between 80 and 50", 50, 80, ""),
        ("rugs from 100 to 200 EUR", 100, 200, "EUR"), ("rugs from 100-200", 100, 200, ""),
        ("rug £50-£100", 50, 100, "GBP"), ("rug £50\u2013100", 50, 100, "GBP"),
        ("rug 50 - 100 GBP", 50, 100, "GBP"), ("rug €50\u201380", 50, 80, "EUR"),
        ("rug 50€-80€", 50, 80, "EUR"), ("rug 50 to 80 dollars", 50, 80, ""),
        ("$1,000-$1,500 sofa", 1000, 1500, ""), ("100-200", 100, 200, ""),
        ("dress 50-80", 50, 80, ""),
        ("sofa 500 \u2013 1,000", 500, 1000, ""), ("mug price 10-15", 10, 15, ""),
        ("price: 20 - 30", 20, 30, ""), ("chair in the price range 8-12", 8, 12, ""),
        ("chair priced between 50 and 90", 50, 90, ""), ("budget 50 - 80", 50, 80, ""),
        ("Tasche zwischen 20 und 50 Euro", 20, 50, "EUR"), ("zwischen 20€ und 50€", 20, 50, "EUR"),
        ("zwischen 20 bis 50", 20, 50, ""), ("von 20 bis 50", 20, 50, ""),
        ("Tasche 20 bis 50 Euro", 20, 50, "EUR"), ("Tasche 20-50€", 20, 50, "EUR"),
        ("Preis: 20-30", 20, 30, ""), ("Tasche im Preisbereich 50-80", 50, 80, ""),
    ],
)  # fmt: skip
def test_a_price_from_both_sides(text: str, low: Bound, high: Bound, currency: str) -> None:
    check(text, low, high, currency)


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("bag around 50", 40, 60, ""), ("bag about $50", 40, 60, ""), ("bag ~50", 40, 60, ""),
        ("bag approx. 50 euros", 40, 60, "EUR"), ("bag for 50 dollars", 40, 60, ""),
        ("bag 50€", 40, 60, "EUR"), ("€30 mug", 24, 36, "EUR"), ("CHF 50 bag", 40, 60, "CHF"),
        ("Tasche um die 50 Euro", 40, 60, "EUR"), ("Tasche ca. 50 €", 40, 60, "EUR"),
        ("Tasche etwa 50", 40, 60, ""), ("Tasche für 50 Euro", 40, 60, "EUR"),
        ("50,- € Vase", 40, 60, "EUR"), ("price $50", 40, 60, ""),
    ],
)  # fmt: skip
def test_a_price_to_be_near_may_be_a_fifth_off(
    text: str, low: Bound, high: Bound, currency: str
) -> None:
    check(text, low, high, currency)


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("1,299.00", "1299"), ("1.299,00", "1299"), ("1 299 €", "1299"), ("1\u202f299", "1299"),
        ("49,90", "49.90"), ("49.90", "49.90"), ("49,9", "49.9"), ("1.299", "1299"),
        ("1,299", "1299"), ("1'299", "1299"), ("1\u2019299.50", "1299.50"),
        ("12,345,678", "12345678"),
        ("1.234.567,89", "1234567.89"), ("0.99", "0.99"), ("007", "7"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_written_around_the_world(number: str, value: str) -> None:
    found = price(f"sofa under {number}")
    assert found is not None
    assert found.high == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        # Words that are also words for bounds.
        "over the knee boots", "under armour", "under bed storage", "between the sheets",
        "from dusk till dawn", "minimal", "max mara", "max factor mascara", "less is more poster",
        "more than words mug", "up to date calendar", "at least", "under", "€",
        "over ear headphones",
        "about", "under SKU-50", "oversized tee",
        # Bare numbers, names and codes.
        "iphone 15", "iphone 15 plus", "iphone 15 pro max 256", "levis 501", "air max 90",
        "lego 10295",
        "playstation 5", "gift card 50", "Vase 49.90", "42-315", "123-456-789", "100-200-300",
        "1/2-IN", "AB 12 34", "drill up to 1800 rpm", "24/7 mug", "50/50", "+4915", "2E5", "100%",
        "chanel no 5", "no. 7 cream",
        "I <3 mugs",
        "no 1 dad mug",
        # Sizes, ages, years.
        "jeans 30-32", "lego 4-99", "28-30", "30-32 jeans", "shoes 36-41", "size 42", "size 20-50",
        "watch 100 to 200", "toys 3 and up", "lego from 4 years", "over 50s gifts", "under 5s toys",
        "gift for 30 year old", "1984 book", "book from 1984", "from 1980 to 1999",
        "2019-2020 calendar",
        "jacket from the 1990s", "90s jacket",
        # Measures and counts.
        "pan 28 cm", "pan over 28 cm", "pan under 28cm", "27 inch monitor", "tv over 55 inch",
        'tv over 55"', "500 ml bottle", "bottle under 500 ml", "3 pack", "2 seater", "45x45",
        "cushion 45 x 45 under 45 x 45", "90 x 200 cm", "rug between 90 and 200 cm",
        "sunscreen spf 50+",
        "50 pound dumbbell", "laptop with at least 16 gb", "bag with more than 2 pockets",
        "under 50k", "over 50% cotton", "under 20 °", "up to 4 people", "under 1/2", "under #5",
        "under 1,2345", "under 1.2.3",
        "under 5-inch heels", "shelf from 30 to 40 cm", "toys from 12 to 16 years",
        "bowls 30-60 cm",
        "bag 20-40 L", "under 50-60 cm", "Regal von 30 bis 40 cm", "Regal ab 30 bis 40 cm",
        "puzzle under 1000 pieces",
        "Topf 28 cm", "Tisch über 100 cm", "Tisch ab 90 cm", "Fernseher unter 55 Zoll",
        "Lampe max 60w", "Puzzle ab 6 Jahren", "Puzzle 1000 Teile", "Gürtel unter 2 m",
        "Pulli ab 2 kg",
    ],
)  # fmt: skip
def test_no_price(text: str) -> None:
    assert price(text) is None


def test_more_than_the_largest_price_is_no_bound() -> None:
    assert price(f"under {MAX_PRICE + 1}") is None
    assert price("under " + "9" * 400) is None
    near = price(f"around {MAX_PRICE - 1} EUR")
    assert near is not None
    assert near.high is None


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("gifts over $10 and under $20", 10, 20, ""), ("gifts under 20, over 10", 10, 20, ""),
        ("gifts min 10 max 20 €", 10, 20, "EUR"), ("gifts > 10 < 20", 10, 20, ""),
        ("Geschenk ab 10 bis 20 Euro", 10, 20, "EUR"), ("mindestens 10 höchstens 20", 10, 20, ""),
    ],
)  # fmt: skip
def test_two_bounds_beside_each_other_are_one_price(
    text: str, low: Bound, high: Bound, currency: str
) -> None:
    check(text, low, high, currency)


@pytest.mark.parametrize("text", ["over 20 under 10", "under 20 under 10", "over 10 mug under 20"])
def test_other_bounds_stay_apart(text: str) -> None:
    assert len(read_expressions(text, LANGUAGES).prices) == 2
