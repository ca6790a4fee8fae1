from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def test_a_photo_folder_without_labels_is_refused_with_the_fix(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(CommandError, match=r"labels\.csv is missing: list one photo per row"):
        call_command(
            "train_encoder",
            output=tmp_path / "model",
            scratch=tmp_path / "scratch",
            photos=tmp_path / "photos",
        )
