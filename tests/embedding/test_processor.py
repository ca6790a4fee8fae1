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


def kind_of(cpuinfo: Path, text: str) -> str:
    cpuinfo.write_text(text)
    return processor_kind()


def test_processor_kind_ignores_frequency_and_unrelated_flags(cpuinfo: Path) -> None:
    later = ZEN.replace("2596.1", "3100.0").replace("fpu", "fpu ibrs")
    assert kind_of(cpuinfo, ZEN) == kind_of(cpuinfo, later)


@pytest.mark.parametrize("other", [ZEN.replace(" avx512_vnni", ""), ZEN.replace("EPYC", "Ryzen")])
def test_processor_kind_depends_on_vector_extensions_and_model(cpuinfo: Path, other: str) -> None:
    assert kind_of(cpuinfo, ZEN) != kind_of(cpuinfo, other)


def test_processor_kind_is_constant_without_cpuinfo(cpuinfo: Path) -> None:
    assert processor_kind() == processor_kind() != ""
    assert not cpuinfo.exists()
