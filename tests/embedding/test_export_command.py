from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.embedding.exporting import export_of


@pytest.fixture
def shop(settings: Settings, shared_cache: Path) -> None:
    settings.SHOP_VAR = shared_cache.parent


@pytest.mark.usefixtures("shop")
def test_it_says_where_the_export_is(
    model: Path, shared_cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_encoder", encoder=f"local-dir:{model}")
    assert f"is exported to {export_of(model, shared_cache)}" in capsys.readouterr().out


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("local-dir:/nowhere", "There is no folder /nowhere"),
        ("python:tests.encoders.ColourEncoder", "a class of your own"),
    ],
)
def test_it_says_why_there_is_nothing_to_export(name: str, reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command("export_encoder", encoder=name)
