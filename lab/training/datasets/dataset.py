"""One dataset of a run: its training source, its held-out part, its notes for the model card."""

from dataclasses import dataclass

from lab.training.data.source import Source
from lab.training.validation import HeldOut


@dataclass(frozen=True, slots=True, kw_only=True)
class CardNotes:
    """Texts for the sections of the model card: sentences, except `per_batch`, a noun phrase."""

    data: str
    per_batch: str
    metrics: str
    limits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitDataset:
    source: Source
    held_out: HeldOut
    notes: CardNotes
