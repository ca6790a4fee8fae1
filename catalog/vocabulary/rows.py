"""Makes the rows of terms: labels become keys here, once, and not in every process."""

from collections.abc import Sequence

from catalog.language.normalise import fold
from catalog.vocabulary.phrases import head_keys, label_keys
from catalog.vocabulary.term import ATTRIBUTE_PREFIX, BRAND, CATEGORY, SEARCH, TITLE, TermRow

Counts = Sequence[tuple[str, int]]  # spellings of one value, with the products that have each


def category_row(
    path: str, name: str, count: int, category_id: int, languages: Sequence[str]
) -> TermRow:
    return TermRow(
        facet=CATEGORY,
        value=path,
        label=name,
        count=count,
        folded=fold(name),
        keys=label_keys(name, languages, joined=True),
        heads=head_keys(name, languages),
        category_id=category_id,
    )


def value_row(facet: str, counts: Counts, languages: Sequence[str]) -> TermRow:
    """A brand or attribute value, labelled by its most frequent spelling.

    An attribute value is found with the name of the attribute too: "short sleeve".
    """
    (value, _), *others = sorted(counts, key=lambda pair: -pair[1])
    keys = label_keys(value, languages, joined=facet != BRAND)
    if facet.startswith(ATTRIBUTE_PREFIX):
        named = f"{value} {fold(facet.removeprefix(ATTRIBUTE_PREFIX))}"
        keys = f"{keys} {label_keys(named, languages, joined=False)}"
    return TermRow(
        facet=facet,
        value=value,
        label=value,
        count=sum(count for _, count in counts),
        spellings=tuple(other for other, _ in others),
        folded=fold(value),
        keys=keys,
    )


def title_row(label: str, count: int, languages: Sequence[str]) -> TermRow:
    folded = fold(label)
    return TermRow(
        facet=TITLE,
        value=folded,
        label=label,
        count=count,
        folded=folded,
        keys=label_keys(label, languages, joined=False),
    )


def search_row(label: str, count: int) -> TermRow:
    return TermRow(facet=SEARCH, value=fold(label), label=label, count=count, folded=fold(label))
