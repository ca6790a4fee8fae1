"""The table of WordNet's terms, as tab-separated text."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from lab.training.words.term import ProductTerm

WORDNET_TABLE: Final = Path(__file__).parent / "wordnet.tsv"


def write_terms(terms: Mapping[str, ProductTerm]) -> str:
    return "".join(f"{_line(key, term)}\n" for key, term in terms.items())


def read_terms(table: Path = WORDNET_TABLE) -> Iterator[ProductTerm]:
    with table.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                _, synonyms, broader, imagenet, gloss = line.rstrip("\n").split("\t")
                yield ProductTerm(
                    synonyms=tuple(synonyms.split("|")),
                    broader=broader or None,
                    gloss=gloss,
                    imagenet=int(imagenet) if imagenet else None,
                )


def _line(key: str, term: ProductTerm) -> str:
    imagenet = "" if term.imagenet is None else str(term.imagenet)
    return "\t".join((key, "|".join(term.synonyms), term.broader or "", imagenet, term.gloss))
