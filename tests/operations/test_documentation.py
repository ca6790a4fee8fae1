"""The documentation and the container files agree with the code."""

import re
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from catalog.search.ranking import RANKING, Ranking

ROOT: Path = settings.BASE_DIR
READ = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"')
DOCUMENTED = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


def variables() -> set[str]:
    return set(READ.findall((ROOT / "shop_search" / "settings.py").read_text()))


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def test_documented_variables_are_those_that_settings_read() -> None:
    documented = DOCUMENTED.findall((ROOT / "docs" / "operations.md").read_text())
    assert len(variables()) > 10
    assert sorted(documented) == sorted(variables())


@pytest.mark.parametrize("field", fields(Ranking), ids=lambda field: field.name)
def test_documented_ranking_values_are_those_in_force(field: Field[float]) -> None:
    page = (ROOT / "docs" / "relevance.md").read_text()
    found = re.findall(rf"`{field.name}`[ |,a-z\u2212]*([\d.,]*\d|none)", page)
    value = getattr(RANKING, field.name)
    first = value[0][1] if isinstance(value, tuple) else value
    documented = {None if text == "none" else float(text.replace(",", "")) for text in found}
    assert documented == {None if first is None else abs(first)}


@pytest.mark.parametrize("service", ["web", "worker", "beat", "migrate"])
def test_containers_set_only_variables_that_settings_read(service: str) -> None:
    names = {name for name in compose()["services"][service]["environment"] if "NUM" not in name}
    assert names
    assert names <= variables()


def test_containers_wait_for_services_that_have_a_healthcheck() -> None:
    services = compose()["services"]
    for name, service in services.items():
        for needed, rule in service.get("depends_on", {}).items():
            assert needed in services, name
            if rule["condition"] == "service_healthy":
                assert "test" in services[needed]["healthcheck"]


def test_compose_declares_exactly_the_volumes_in_use() -> None:
    content = compose()
    used = {
        volume.split(":")[0]
        for service in content["services"].values()
        for volume in service.get("volumes", [])
    }
    assert used == set(content["volumes"])


def test_redis_container_never_evicts_messages() -> None:
    assert "--maxmemory-policy noeviction" in compose()["services"]["redis"]["command"]


@pytest.mark.parametrize("service", compose()["services"].values(), ids=compose()["services"])
def test_containers_have_no_capabilities_and_limited_resources(service: dict[str, Any]) -> None:
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "cpus", "pids_limit"} <= service.keys()
    assert not {"cap_add", "privileged", "network_mode", "pid"} & service.keys()


def test_containers_do_not_run_as_root() -> None:
    services = compose()["services"]
    assert {services[name]["user"] for name in ("postgres", "redis")}.isdisjoint({"root", "0"})
    instructions = (ROOT / "Dockerfile").read_text().splitlines()
    assert [line for line in instructions if line.startswith("USER ")] == ["USER shop"]


def test_only_the_web_container_publishes_ports() -> None:
    content = compose()
    services = content["services"]
    assert {name for name, service in services.items() if "ports" in service} == {"web"}
    assert content["networks"]["inside"] == {"internal": True}
    inside = {name for name, service in services.items() if service["networks"] == ["inside"]}
    assert inside >= {"postgres", "redis"}


def test_compose_has_no_default_secrets() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("POSTGRES_PASSWORD", "SHOP_SECRET_KEY"):
        forms = set(re.findall(rf"\$\{{{name}([^}}]*)}}", text))
        assert forms == {":?Set it in .env, see .env.example"}
        assert f"\n{name}=\n" in (ROOT / ".env.example").read_text()


def test_container_images_are_pinned_to_a_release() -> None:
    images = [service["image"] for service in compose()["services"].values()]
    base = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    foreign = {*images, *base} - {"shop-search"}
    assert len(foreign) == 3
    assert [image for image in foreign if not re.search(r":\d+\.\d+\.\d+", image)] == []


def test_every_requirement_is_pinned() -> None:
    for name in ("requirements.txt", "constraints.txt"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if line[:1].isalpha()]
        assert lines
        assert [
            line for line in lines if not re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==[\w.]+", line)
        ] == []


def test_contributing_names_only_paths_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    paths = re.findall(r"`((?:catalog|lab|shop_search|tests)/[\w./-]*)`", text)
    paths += re.findall(r"\]\((\w[\w./-]*)\)", text)
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []
