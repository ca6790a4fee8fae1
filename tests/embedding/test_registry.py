import pytest
from django.test import override_settings

from catalog.embedding import registry
from catalog.embedding.encoder import EncoderError
from catalog.embedding.registry import default_encoder, encoder_named
from tests.encoders import ColourEncoder


@override_settings(SHOP_ENCODER="python:tests.encoders.ColourEncoder")
def test_a_shops_own_encoder_class_is_used() -> None:
    encoder = default_encoder()
    assert isinstance(encoder, ColourEncoder)
    assert default_encoder() is encoder
    assert encoder_named(encoder.name) is encoder


@pytest.mark.parametrize("path", ["nowhere.Encoder", "tests.encoders.Nothing", "Encoder", ""])
def test_a_class_that_is_not_there_is_an_encoder_error(path: str) -> None:
    with pytest.raises(EncoderError, match="must name an importable class"):
        encoder_named(f"python:{path}")


@override_settings(SHOP_ENCODER="python:tests.encoders.ColourEncoder")
def test_an_encoder_can_be_used_for_a_while() -> None:
    mine = ColourEncoder()
    with registry.use(mine):
        assert default_encoder() is mine
        assert encoder_named(mine.name) is mine
    assert default_encoder() is not mine
    assert encoder_named(mine.name) is not mine
