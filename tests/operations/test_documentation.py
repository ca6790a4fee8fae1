"""What the documentation and the container files promise is what the code reads."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT: Path = settings.BASE_DIR
READ = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"')
DOCUMENTED = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


def variables() -> set[str]:
    return set(READ.findall((ROOT / "shop_search" / "settings.py").read_text()))


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def test_every_variable_is_documented_and_no_other() -> None:
    documented = DOCUMENTED.findall((ROOT / "docs" / "operations.md").read_text())
    assert len(variables()) > 10
    assert sorted(documented) == sorted(variables())


@pytest.mark.parametrize("service", ["web", "worker", "beat", "migrate"])
def test_containers_set_only_variables_that_are_read(service: str) -> None:
    names = {name for name in compose()["services"][service]["environment"] if "NUM" not in name}
    assert names
    assert names <= variables()


def test_containers_wait_for_what_they_need() -> None:
    services = compose()["services"]
    for name, service in services.items():
        for needed, rule in service.get("depends_on", {}).items():
            assert needed in services, name
            if rule["condition"] == "service_healthy":
                assert "test" in services[needed]["healthcheck"]


def test_every_volume_in_use_is_declared() -> None:
    content = compose()
    used = {
        volume.split(":")[0]
        for service in content["services"].values()
        for volume in service.get("volumes", [])
    }
    assert used == set(content["volumes"])


def test_the_queue_in_the_container_never_drops_messages() -> None:
    assert "--maxmemory-policy noeviction" in compose()["services"]["redis"]["command"]


def test_every_requirement_is_pinned_once() -> None:
    for name in ("requirements.txt", "constraints.txt"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if line[:1].isalpha()]
        assert lines
        assert [
            line for line in lines if not re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==[\w.]+", line)
        ] == []
