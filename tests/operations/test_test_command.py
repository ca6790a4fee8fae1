"""What `./shop test` and `./shop test --fast` run, and the pre-commit hooks beside them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from shop_search.management.commands import test as command

HOOKS = settings.BASE_DIR / ".pre-commit-config.yaml"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that `./shop test` starts. None is run, and all seem to succeed."""
    commands: list[list[str]] = []

    def run(arguments: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(arguments)
        return subprocess.CompletedProcess(arguments, 0, stdout="", stderr="")

    monkeypatch.setattr(subprocess, "run", run)
    return commands


def shop_test(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        command.Command().run_from_argv(["manage.py", "test", *arguments])
    return int(ended.value.code or 0)


def pytest_runs(started: list[list[str]]) -> list[list[str]]:
    return [arguments for arguments in started if "pytest" in arguments]


def test_shop_test_runs_every_check_and_every_test(started: list[list[str]]) -> None:
    assert shop_test() == 0
    tools = {Path(arguments[0]).name for arguments in started}
    assert tools >= {"ruff", "lint-imports", "mypy", "djade", "djlint"}
    fast, slow = pytest_runs(started)
    assert "not services and not browser" in fast
    assert "services or browser" in slow
    assert not [argument for argument in fast + slow if "ignore" in argument]


def test_shop_test_fast_leaves_out_slow_tests_and_says_so(
    started: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert shop_test("--fast") == 0
    (arguments,) = pytest_runs(started)
    assert "not slow and not services and not browser" in arguments
    assert "--ignore=tests/lab" in arguments
    assert "--ignore=tests/attacks" in arguments
    said = " ".join(capsys.readouterr().out.split())
    assert "Not run: tests/lab, tests/attacks, and tests marked slow, services, browser." in said


def test_shop_test_fast_runs_every_check(started: list[list[str]]) -> None:
    shop_test("--fast")
    assert len(started) == len(command.checks()) + 1


def test_shop_test_passes_arguments_on_to_pytest(started: list[list[str]]) -> None:
    shop_test("tests/search", "-k", "facet")
    shop_test("--fast", "tests/search")
    plain, fast = pytest_runs(started)
    assert plain[-3:] == ["tests/search", "-k", "facet"]
    assert fast[-1] == "tests/search"
    assert "--fast" not in fast


def test_shop_test_fails_if_only_a_check_fails(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "passes", lambda name, _: name != "mypy")
    assert shop_test("--fast") == 1


def test_shop_test_help_runs_nothing(started: list[list[str]]) -> None:
    assert shop_test("--help") == 0
    assert started == []


def test_slow_folders_and_markers_exist(pytestconfig: pytest.Config) -> None:
    assert [name for name in command.SLOW_FOLDERS if not (settings.BASE_DIR / name).is_dir()] == []
    markers = {line.partition(":")[0] for line in pytestconfig.getini("markers")}
    assert set(command.SLOW_MARKERS) <= markers


def hooks() -> list[dict[str, Any]]:
    (local,) = yaml.safe_load(HOOKS.read_text())["repos"]
    assert local["repo"] == "local"
    found: list[dict[str, Any]] = local["hooks"]
    return found


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_pre_commit_hooks_run_tools_of_the_venv(hook: dict[str, Any]) -> None:
    assert hook["language"] == "system"
    tool = Path(hook["entry"].split()[0])
    assert tool.parent == Path(".venv/bin")
    assert (Path(sys.executable).parent / tool.name).exists()


def test_pre_commit_hooks_run_the_checks_of_shop_test_but_mypy() -> None:
    tools = {Path(hook["entry"].split()[0]).name for hook in hooks()}
    checks = {Path(arguments[0]).name for arguments in command.checks().values()}
    assert tools == checks - {"mypy"}
