"""Scripts for shoppers have no texts of their own: nobody could translate them."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS = sorted((settings.BASE_DIR / "static" / "shop").glob("*.js"))
COMMENT = re.compile(r"(?m)(?:^|\s)//.*$")
STRING = re.compile(r'"([^"\n]*)"|`([^`]*)`')
# Two words, of which the first has a capital letter: a sentence.
SENTENCE = re.compile(r"\b[A-Z][a-z]+ [a-z]+")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_reads_its_texts_from_the_page(script: Path) -> None:
    code = COMMENT.sub("", script.read_text(encoding="utf-8"))
    strings = [text for pair in STRING.findall(code) for text in pair]
    assert [text for text in strings if SENTENCE.search(text)] == []
