from PIL import Image

from lab.training.colours.histogram import BINS, colour_histogram


def garment(*colours: tuple[int, int, int], background: str = "white") -> Image.Image:
    """A picture of stripes of the colours, before a background."""
    picture = Image.new("RGB", (100, 100), background)
    height = 60 // len(colours)
    for number, colour in enumerate(colours):
        picture.paste(Image.new("RGB", (50, height), colour), (25, 20 + height * number))
    return picture


def shares(picture: Image.Image) -> dict[str, float]:
    return dict(zip(BINS, colour_histogram(picture).tolist(), strict=True))


def test_shares_add_up_and_the_products_colour_has_the_largest() -> None:
    found = shares(garment((204, 32, 40)))
    assert abs(sum(found.values()) - 1) < 1e-4
    assert max(found, key=found.__getitem__) == "red"
    assert found["white"] < 0.1


def test_dark_and_light_blue_are_told_apart() -> None:
    navy, light = shares(garment((28, 40, 84))), shares(garment((150, 196, 236)))
    assert max(navy, key=navy.__getitem__) == "navy"
    assert max(light, key=light.__getitem__) == "light blue"


def test_every_colour_of_a_product_counts() -> None:
    found = shares(garment((204, 32, 40), (250, 212, 52)))
    assert found["red"] > 0.2
    assert found["yellow"] > 0.2


def test_the_middle_counts_where_nothing_stands_out() -> None:
    found = shares(Image.new("RGB", (100, 100), (40, 138, 66)))
    assert max(found, key=found.__getitem__) == "green"
