from pathlib import Path

import pytest

from catalog.embedding.onnx import processor
from catalog.embedding.onnx.processor import processor_kind

ZEN = "processor : 0\nmodel name : AMD EPYC\ncpu MHz : 2596.1\nflags : fpu avx2 avx512_vnni\n\nx"


@pytest.fixture
def cpuinfo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "cpuinfo"
    monkeypatch.setattr(processor, "CPUINFO", file)
    return file


def kind(cpuinfo: Path, text: str) -> str:
    cpuinfo.write_text(text)
    return processor_kind()


def test_the_frequency_of_the_moment_and_unused_flags_do_not_matter(cpuinfo: Path) -> None:
    later = ZEN.replace("2596.1", "3100.0").replace("fpu", "fpu ibrs")
    assert kind(cpuinfo, ZEN) == kind(cpuinfo, later)


@pytest.mark.parametrize("other", [ZEN.replace(" avx512_vnni", ""), ZEN.replace("EPYC", "Ryzen")])
def test_other_instructions_or_another_model_are_another_kind(cpuinfo: Path, other: str) -> None:
    assert kind(cpuinfo, ZEN) != kind(cpuinfo, other)


def test_a_system_that_tells_nothing_has_one_kind(cpuinfo: Path) -> None:
    assert processor_kind() == processor_kind() != ""
    assert not cpuinfo.exists()
