"""Reading WordNet's database files. The format is described in its manual page wndb(5WN)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

PARTS_OF_SPEECH: Final = {"n": "noun", "a": "adj"}
_POINTERS: Final = {"@": "hypernyms", "&": "similar", ";c": "topics", ";u": "usages"}
_SENSE_TYPES: Final = {"1": "n", "3": "a", "5": "a"}


@dataclass(frozen=True, slots=True)
class Lemma:
    """A word of a synset. `sense` counts the meanings of the word, 1 being the most frequent;
    `uses` counts the occurrences of this sense in WordNet's tagged texts.
    """

    word: str
    sense: int
    uses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Synset:
    """A set of synonyms. Relations hold the keys of other synsets, such as "n02084071"."""

    key: str
    subject: int
    """Number of the lexicographer file: 6 is noun.artifact. See lexnames(5WN)."""
    lemmas: tuple[Lemma, ...]
    gloss: str
    hypernyms: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    usages: tuple[str, ...] = ()

    @property
    def uses(self) -> int:
        return sum(lemma.uses for lemma in self.lemmas)


@dataclass(frozen=True)
class WordNet:
    synsets: Mapping[str, Synset]
    _senses: Mapping[tuple[str, str], list[str]] = field(repr=False)

    def sense(self, name: str, part: str = "n") -> Synset:
        """Return the synset of "word:sense", such as "dog:1". Raises LookupError."""
        word, _, number = name.partition(":")
        return self.synsets[self._senses[part, word][int(number) - 1]]

    def hyponyms(self, root: str) -> set[str]:
        """Return the keys of all that the synset includes, its own among them."""
        found, waiting = set[str](), [root]
        while waiting:
            if (key := waiting.pop()) not in found:
                found.add(key)
                waiting += self._narrower.get(key, [])
        return found

    @cached_property
    def _narrower(self) -> dict[str, list[str]]:
        narrower = dict[str, list[str]]()
        for synset in self.synsets.values():
            for broader in synset.hypernyms:
                narrower.setdefault(broader, []).append(synset.key)
        return narrower


def read_wordnet(folder: Path) -> WordNet:
    """Read nouns and adjectives from a folder with data.noun, index.noun and so on.

    Raises OSError without them.
    """
    senses = _read_senses(folder)
    words = _Words(_sense_numbers(senses), _read_uses(folder))
    synsets = (
        _synset(line, part, words)
        for part, name in PARTS_OF_SPEECH.items()
        for line in _lines(folder / f"data.{name}")
    )
    return WordNet({synset.key: synset for synset in synsets}, senses)


@dataclass(frozen=True)
class _Words:
    numbers: Mapping[tuple[str, str, str], int]
    """The number of a word's sense, by part of speech, word and synset."""
    uses: Mapping[tuple[str, str, int], int]
    """How often texts use a word in a sense, by part of speech, word and number of the sense."""

    def lemma(self, part: str, word: str, key: str) -> Lemma:
        sense = self.numbers[part, word.lower(), key]
        return Lemma(word.replace("_", " "), sense, self.uses.get((part, word.lower(), sense), 0))


def _synset(line: str, part: str, words: _Words) -> Synset:
    """Read "offset subject type count word id ... pointer count, pointers | gloss"."""
    fields, gloss = line.split(" | ", 1)
    offset, subject, _, count, *rest = fields.split()
    key, size = part + offset, 2 * int(count, 16)
    # An adjective may say where it stands: "galore(ip)".
    spelled = (word.split("(")[0] for word in rest[:size:2])
    return Synset(
        key=key,
        subject=int(subject),
        lemmas=tuple(words.lemma(part, word, key) for word in spelled),
        gloss=gloss.strip(),
        **_relations(rest[size + 1 :]),
    )


def _read_senses(folder: Path) -> dict[tuple[str, str], list[str]]:
    """The synsets of each word, its most frequent meaning first."""
    senses = dict[tuple[str, str], list[str]]()
    for part, name in PARTS_OF_SPEECH.items():
        for line in _lines(folder / f"index.{name}"):
            word, _, count, *rest = line.split()
            senses[part, word] = [part + offset for offset in rest[-int(count) :]]
    return senses


def _sense_numbers(
    senses: Mapping[tuple[str, str], list[str]],
) -> dict[tuple[str, str, str], int]:
    return {
        (part, word, key): number
        for (part, word), keys in senses.items()
        for number, key in enumerate(keys, start=1)
    }


def _read_uses(folder: Path) -> dict[tuple[str, str, int], int]:
    uses = dict[tuple[str, str, int], int]()
    for line in _lines(folder / "cntlist.rev"):
        sense_key, sense, count = line.split()
        word, _, position = sense_key.partition("%")
        if part := _SENSE_TYPES.get(position[0]):
            uses[part, word, int(sense)] = int(count)
    return uses


def _relations(pointers: list[str]) -> dict[str, tuple[str, ...]]:
    """Read pointers, each of a symbol, an offset, a part of speech and a pair of word numbers."""
    found = dict[str, tuple[str, ...]]()
    for symbol, offset, part, _ in zip(*[iter(pointers)] * 4, strict=False):
        if (name := _POINTERS.get(symbol)) and part in "nas":
            found[name] = (*found.get(name, ()), part.replace("s", "a") + offset)
    return found


def _lines(file: Path) -> Iterator[str]:
    """Yield the lines of a file without its licence, which is indented."""
    with file.open(encoding="utf-8") as lines:
        yield from (line for line in lines if not line.startswith(" "))
