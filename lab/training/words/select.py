"""Make wordnet.tsv: `python -m lab.training.words.select DICT_DIR`.

DICT_DIR holds WordNet 3.0's database files: /usr/share/wordnet of Debian's package wordnet-base.
ImageNet's synsets are numbered by WordNet 3.0's offsets, and their lists come with timm.
"""

import argparse
import importlib.util
from pathlib import Path

from lab.training.words.selection import ImageNetLists, Selection
from lab.training.words.table import WORDNET_TABLE, write_terms
from lab.training.words.wordnet import read_wordnet

_HEADER = """\
# Product terms selected from WordNet 3.0, Copyright 2006 by Princeton University. All rights
# reserved. The licence is in WORDNET-LICENSE; README.md says how they were selected.
# Made by lab/training/words/select.py: do not edit.
# synset, synonyms, broader, ImageNet class, gloss
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dict_dir", type=Path, help="folder with data.noun and index.noun")
    parser.add_argument("--output", type=Path, default=WORDNET_TABLE)
    arguments = parser.parse_args()
    terms = Selection(read_wordnet(arguments.dict_dir), imagenet_lists()).terms()
    arguments.output.write_text(_HEADER + write_terms(terms), encoding="utf-8")
    print(f"{len(terms):,} terms in {arguments.output}")


def imagenet_lists() -> ImageNetLists:
    classes = _synsets("imagenet_synsets.txt")
    return ImageNetLists(
        classes={key: index for index, key in enumerate(classes)},
        well_pictured=frozenset(_synsets("imagenet12k_synsets.txt")),
        pictured=frozenset(_synsets("imagenet22k_synsets.txt")),
    )


def _synsets(name: str) -> list[str]:
    spec = importlib.util.find_spec("timm")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("timm is missing: install requirements.txt.")
    return (Path(spec.origin).parent / "data" / "_info" / name).read_text().split()


if __name__ == "__main__":
    main()
