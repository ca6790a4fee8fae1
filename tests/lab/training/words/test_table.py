"""Terms as tab-separated text."""

from pathlib import Path

from lab.training.words import ProductTerm
from lab.training.words.table import read_terms, write_terms

TERMS = (
    ProductTerm(synonyms=("sofa", "couch"), broader="seat", gloss="a long seat", imagenet=831),
    ProductTerm(synonyms=("shiny",)),
)


def test_terms_are_read_as_they_were_written(tmp_path: Path) -> None:
    table = tmp_path / "terms.tsv"
    table.write_text("# a licence\n" + write_terms(dict(zip("ab", TERMS, strict=True))))
    assert tuple(read_terms(table)) == TERMS
