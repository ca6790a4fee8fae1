import pytest
from django.core.management import CommandError, call_command

from catalog.models import EncoderVersion
from tests.search.conftest import Make

COLOURS = ("red", "green", "blue", "grey")


def test_a_shop_is_calibrated_on_its_products(
    make: Make, version: EncoderVersion, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(24):
        make(f"Thing {number}", COLOURS[number % 4])
    call_command("calibrate")
    assert "calibrated on 24 products" in capsys.readouterr().out
    version.refresh_from_db()
    assert version.calibrated_rows == 24


def test_too_few_products_judge_nothing_and_it_is_said(
    make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    make("Red mug", "red")
    call_command("calibrate")
    assert "Too few to judge" in capsys.readouterr().out


@pytest.mark.django_db
def test_an_empty_shop_says_what_is_missing() -> None:
    with pytest.raises(CommandError, match="Nothing is indexed yet"):
        call_command("calibrate")
