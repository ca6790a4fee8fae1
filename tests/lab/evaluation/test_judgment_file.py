from pathlib import Path

import pytest
from PIL import Image

from lab.evaluation.judgment_file import read_judged_queries
from lab.evaluation.temporary_shop import EvaluationError


def write_csv(folder: Path, *lines: str) -> Path:
    path = folder / "judged.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_each_row_of_a_judgment_file_is_a_query_with_relevant_products(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    path = write_csv(
        tmp_path, "text,photo,exclude,relevant", "red mug,,,A1|A2", "in blue,red.png,stripes,B1"
    )
    by_text, by_both = read_judged_queries(path)
    assert (by_text.text, by_text.relevant) == ("red mug", frozenset({"A1", "A2"}))
    assert by_text.photo is None
    assert by_both.photo is not None
    assert (by_both.text, by_both.exclude, by_both.relevant) == (
        "in blue",
        ("stripes",),
        frozenset({"B1"}),
    )


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["text", "red mug"], "lacks the column relevant"),
        (["text,relevant", "red mug,"], "Row 2: give text or photo"),
        (["text,relevant", ",A1"], "Row 2: give text or photo"),
        (["photo,relevant", "gone.jpg,A1"], "Row 2: .*gone.jpg cannot be used"),
    ],
)
def test_a_bad_row_of_a_judgment_file_is_reported(
    tmp_path: Path, lines: list[str], message: str
) -> None:
    with pytest.raises(EvaluationError, match=message):
        list(read_judged_queries(write_csv(tmp_path, *lines)))


def test_a_missing_judgment_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        list(read_judged_queries(tmp_path / "gone.csv"))
