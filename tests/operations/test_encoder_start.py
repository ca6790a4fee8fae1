"""What a web server does about encoders when it starts."""

from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.embedding import loading, registry
from catalog.embedding.onnx.export_cache import Manifest
from catalog.embedding.onnx.export_process import export_once
from catalog.models import EncoderState, EncoderVersion
from shop_search.encoder_start import prepare_encoders
from tests.embedding.exporting import export_of
from tests.embedding.tiny_model import save_tiny_model

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_encoders(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SHOP_VAR = tmp_path
    monkeypatch.setattr(registry, "_encoders", {})
    monkeypatch.setattr(registry, "_by_weights", {})
    # In this process, which saves seconds.
    monkeypatch.setattr(loading, "run_export", export_once)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("local-dir:/nowhere", "There is no folder /nowhere"),
        ("python:tests.encoders.Nothing", "It must name an importable class"),
    ],
)
def test_web_server_says_at_its_start_that_the_encoder_cannot_be_used(
    settings: Settings, caplog: pytest.LogCaptureFixture, name: str, reason: str
) -> None:
    settings.SHOP_ENCODER = name
    prepare_encoders().join()
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert f"SHOP_ENCODER={name} cannot be used: " in record.getMessage()
    assert reason in record.getMessage()


def test_web_server_has_the_next_encoder_exported_and_loads_only_the_serving_one(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    serving, following = (save_tiny_model(tmp_path / name) for name in ("serving", "following"))
    settings.SHOP_ENCODER = f"local-dir:{serving}"
    EncoderVersion.objects.create(
        name=f"local-dir:{serving}",
        fingerprint=registry.default_encoder().fingerprint,
        dimension=16,
        state=EncoderState.SERVING,
    )
    registry._encoders.clear()
    settings.SHOP_ENCODER = f"local-dir:{following}"
    prepare_encoders().join()
    assert Manifest.read(export_of(following, tmp_path / "encoders"))
    (loaded,) = registry._by_weights.values()
    assert loaded.name == f"local-dir:{serving}"
    assert not registry._encoders
    assert not caplog.records
