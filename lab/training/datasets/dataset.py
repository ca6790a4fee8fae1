"""One kind of data in a run: what is trained on, what is held out, and what the card says."""

from dataclasses import dataclass

from lab.training.data.source import Source
from lab.training.validation import HeldOut


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """For the model card; sentences, but for `per_batch`."""

    data: str
    per_batch: str
    figures: str
    limits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    source: Source
    held_out: HeldOut
    account: Account
