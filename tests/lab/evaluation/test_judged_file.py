from pathlib import Path

import pytest
from PIL import Image

from lab.evaluation.judged_file import judged_queries
from lab.evaluation.shop import EvaluationError


def written(folder: Path, *lines: str) -> Path:
    path = folder / "judged.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_each_row_is_a_query_with_its_right_products(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    path = written(
        tmp_path, "text,photo,exclude,relevant", "red mug,,,A1|A2", "in blue,red.png,stripes,B1"
    )
    words, both = judged_queries(path)
    assert (words.text, words.relevant) == ("red mug", frozenset({"A1", "A2"}))
    assert words.photo is None
    assert both.photo is not None
    assert (both.text, both.exclude, both.relevant) == (
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
def test_a_row_that_cannot_be_judged_says_why(
    tmp_path: Path, lines: list[str], message: str
) -> None:
    with pytest.raises(EvaluationError, match=message):
        list(judged_queries(written(tmp_path, *lines)))


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        list(judged_queries(tmp_path / "gone.csv"))
