import random

from lab.demo.products import demo_products, demo_shopper_photos
from lab.demo.world import COLOUR_NAMES, KINDS, PATTERN_NAMES, Design, sample_design


def test_the_demo_world_has_enough_kinds_colours_and_patterns() -> None:
    assert len(KINDS) >= 30
    assert len(COLOUR_NAMES) >= 20
    assert len(PATTERN_NAMES) >= 8
    assert {kind.category[0] for kind in KINDS.values()} == {
        "Clothing", "Footwear", "Bags", "Accessories", "Home",
    }  # fmt: skip


def test_a_sampled_design_uses_only_values_of_its_kind() -> None:
    rng = random.Random(4)
    for design in (sample_design(rng) for _ in range(300)):
        kind = KINDS[design.kind]
        assert design.material in kind.materials
        assert design.pattern in kind.patterns
        assert not kind.colours or design.colour in kind.colours
        assert [name for name, _ in design.shape] == [name for name, _ in kind.shapes]
        assert (design.pattern_colour is None) == (design.pattern == "plain")


def test_design_attributes_use_the_keys_of_a_product_feed() -> None:
    design = Design(
        kind="t-shirt", colour="navy", pattern="striped", pattern_colour="white",
        material="cotton", shape=(("sleeve", "long"), ("neckline", "v-neck")),
    )  # fmt: skip
    assert design.attributes == {
        "color": "navy", "pattern": "striped", "pattern_color": "white", "material": "cotton",
        "sleeve": "long", "neckline": "v-neck",
    }  # fmt: skip


def test_demo_products_have_distinct_designs_and_ids_and_cover_every_kind() -> None:
    products = demo_products(1000)
    assert len({product.design for product in products}) == 1000
    assert len({product.external_id for product in products}) == 1000
    assert {product.design.kind for product in products} == set(KINDS)


def test_the_demo_catalog_depends_only_on_its_seed() -> None:
    assert demo_products(80) == demo_products(80)
    assert demo_products(80, seed=2) != demo_products(80)


def test_demo_prices_are_plausible_for_the_kind() -> None:
    for product in demo_products(300):
        low, high = KINDS[product.design.kind].prices
        assert low <= product.price <= high + 1
        assert product.sale_price is None or 0 < product.sale_price < product.price


def test_some_demo_products_are_out_of_stock_and_most_in_stock() -> None:
    stock = [product.availability for product in demo_products(1000)]
    assert 40 < stock.count("out_of_stock") < 200
    assert stock.count("in_stock") > 700


def test_demo_products_of_a_group_differ_in_colour_only() -> None:
    groups: dict[str, list[Design]] = {}
    for product in demo_products(1000):
        groups.setdefault(product.group_id, []).append(product.design)
    shared = [group for group in groups.values() if len(group) > 1]
    assert shared
    for group in shared:
        assert len({(d.kind, d.pattern, d.material, d.shape) for d in group}) == 1


def test_sample_photos_show_different_kinds_and_their_texts_match_products() -> None:
    samples = demo_shopper_photos(8)
    assert len({product.design.kind for product, _, _ in samples}) == 8
    products = demo_products()
    for product, photo, text in samples:
        assert photo.mode == "RGB"
        if text.startswith("in "):
            colour = text.removeprefix("in ")
            assert colour != product.design.colour
            matching = [
                p
                for p in products
                if (p.design.kind, p.design.colour) == (product.design.kind, colour)
            ]
            assert len(matching) >= 2


def test_more_sample_photos_than_sample_kinds_can_be_drawn() -> None:
    assert len(demo_shopper_photos(20)) == 20
