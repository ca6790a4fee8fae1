import pytest
from django.core.management import CommandError, call_command

from catalog.models import EncoderVersion
from tests.shop import Make

COLOURS = ("red", "green", "blue", "grey")


def test_calibrate_samples_the_products_of_the_shop(
    make: Make, version: EncoderVersion, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(24):
        make(f"Thing {number}", COLOURS[number % 4])
    call_command("calibrate")
    assert "calibrated on 24 products" in capsys.readouterr().out
    version.refresh_from_db()
    assert version.calibrated_rows == 24


def test_a_product_with_several_photos_is_sampled_once(
    make: Make, version: EncoderVersion, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(24):
        make(f"Thing {number}", COLOURS[number % 4], COLOURS[number % 4], COLOURS[number % 4])
    call_command("calibrate")
    assert "calibrated on 24 products" in capsys.readouterr().out


def test_calibrate_says_when_the_sample_is_too_small(
    make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    make("Red mug", "red")
    call_command("calibrate")
    assert "Too few to judge" in capsys.readouterr().out


@pytest.mark.django_db
def test_calibrate_in_an_empty_shop_says_what_is_missing() -> None:
    with pytest.raises(CommandError, match="Nothing is indexed yet"):
        call_command("calibrate")
