"""What is known of a rendered product."""

from lab.demo.world import Design
from lab.training.data.labels import possible_labels


def facts_of(design: Design) -> dict[str, frozenset[str]]:
    stated = {"kind": design.kind, **design.attributes}
    facts = {name: frozenset({value}) for name, value in stated.items()}
    return facts | {"label": possible_labels(design)}
