import pytest
from django.test import override_settings

from catalog.embedding import registry
from catalog.embedding.encoder import EncoderError
from catalog.embedding.registry import default_encoder, get_encoder
from tests.encoders import ColourEncoder


@override_settings(SHOP_ENCODER="python:tests.encoders.ColourEncoder")
def test_custom_encoder_class_is_imported_and_used() -> None:
    encoder = default_encoder()
    assert isinstance(encoder, ColourEncoder)
    assert default_encoder() is encoder
    assert get_encoder(encoder.name) is encoder


@pytest.mark.parametrize("path", ["nowhere.Encoder", "tests.encoders.Nothing", "Encoder", ""])
def test_custom_encoder_class_that_cannot_be_imported_is_an_error(path: str) -> None:
    with pytest.raises(EncoderError, match="must name an importable class"):
        get_encoder(f"python:{path}")


@override_settings(SHOP_ENCODER="python:tests.encoders.ColourEncoder")
def test_default_encoder_can_be_overridden_within_a_block() -> None:
    override = ColourEncoder()
    with registry.override_encoder(override):
        assert default_encoder() is override
        assert get_encoder(override.name) is override
    assert default_encoder() is not override
    assert get_encoder(override.name) is not override
