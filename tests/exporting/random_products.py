"""Products with values of all kinds that the catalog may hold."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

_ODD = "aZé ß'\"=+-@,;<>&|/\\:#0123456789.\N{COMBINING ACUTE ACCENT}漢\u00a0"
_words = st.text(alphabet=_ODD, max_size=20).map(lambda text: " ".join(text.split()))
_lines = st.one_of(
    _words,
    st.sampled_from(["<b>bold</b>", "&amp;lt;", "size < 5 & more", "#N/A", "1E5", "007", "=1+1"]),
)
_texts = st.lists(_lines, max_size=3).map("\n".join)
_moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001  # made UTC
    lambda moment: moment.replace(tzinfo=UTC, microsecond=0)
)
_numbers = st.sampled_from(["", "4006381333931", "0012345678905", "A-1", "'7"])
_amounts = st.decimals("0.01", "99999.99", places=2)
_names = st.sampled_from(["color", "size", "frame_material", "care", "übergröße", "brand", "a:b"])
_categories = st.sampled_from([(), ("Clothing",), ("Clothing", "Shirts & tops"), ("C++",)])


@st.composite
def _prices(draw: st.DrawFn) -> dict[str, Any]:
    price = draw(_amounts)
    prices: dict[str, Any] = {"price": price, "currency": draw(st.sampled_from(["EUR", "JPY"]))}
    if price > Decimal("0.01") and draw(st.booleans()):
        starts, ends = sorted(draw(st.lists(_moments, min_size=2, max_size=2, unique=True)))
        prices |= {
            "sale_price": (price / 2).quantize(Decimal("0.01")) or Decimal("0.01"),
            "sale_starts": draw(st.sampled_from([starts, None])),
            "sale_ends": draw(st.sampled_from([ends, None])),
        }
    return prices


@st.composite
def products(draw: st.DrawFn) -> dict[str, Any]:
    """The values of a product's columns; "category" are names, "photos" are fields of photos."""
    photos = draw(st.lists(st.integers(0, 30), max_size=4, unique=True))
    return draw(_prices()) | {
        "title": draw(_lines.filter(bool)),
        "description": draw(_texts),
        "url": draw(st.sampled_from(["", "https://a.example/x?a=1&b=2", "https://a.example/a,b"])),
        "availability": draw(st.sampled_from(["in_stock", "preorder", "discontinued"])),
        "brand": draw(_lines),
        "gtin": draw(_numbers),
        "mpn": draw(_numbers),
        "group_id": draw(st.sampled_from(["", "g", "=g", "007"])),
        "attributes": draw(st.dictionaries(_names, _lines.map(str.lower).filter(bool), max_size=4)),
        "tags": draw(st.lists(_lines.map(str.lower).filter(bool), max_size=4, unique=True)),
        "active": draw(st.booleans()),
        "category": draw(_categories),
        "photos": [
            {
                "source_url": f"https://a.example/{name}.jpg",
                "position": position,
                "alt": draw(st.sampled_from(["", "front", 'red, "large"'])),
            }
            for position, name in enumerate(photos)
        ],
    }
