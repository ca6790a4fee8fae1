"""The readers of a merchant's catalog: from its own products, else from those of the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.embedding.encoder import Vectors
from catalog.embedding.registry import encoder_with
from catalog.inspection.examples import examples_of, fields_of
from catalog.inspection.learning import Integers
from catalog.inspection.pictures import OF_MERCHANT, OF_OTHERS, SAMPLE, Pictures, load_pictures
from catalog.inspection.reading import (
    EncodeTexts,
    FieldReader,
    Proposed,
    best_reader,
)
from catalog.models import CATEGORY_FIELD, EncoderVersion, Merchant, Proposal, ProposalState

# What others say is a ground only if several of them say it, because how well it fits a merchant
# whom it was not learned from can only be tried out between merchants.
MIN_MERCHANTS: Final = 3
TEXT_BATCH: Final = 64


@dataclass(frozen=True, slots=True, eq=False)
class Readers:
    """`own` were learned from the merchant's products, `others` from those of other merchants."""

    own: tuple[FieldReader, ...]
    others: tuple[FieldReader, ...]

    def read(self, pictures: Pictures) -> Iterator[Proposed]:
        for reader in self.own:
            yield from reader.read(pictures, pictures.folds_by_group)
        for reader in self.others:
            yield from reader.read(pictures, pictures.folds_by_merchant)

    @property
    def all(self) -> tuple[FieldReader, ...]:
        return (*self.own, *self.others)


def learn_readers(merchant_id: int, version: EncoderVersion) -> Readers:
    """Learn to read the fields that the shop's products say. Raises EncoderError."""
    encode = _encoder_of(version)
    own = _sample(OF_MERCHANT, merchant_id, version)
    fields = fields_of(own)
    readers = tuple(_readers(fields, own, own.folds_by_group, encode, if_lacking=True))
    if Merchant.objects.filter(active=True).exclude(pk=merchant_id).count() < MIN_MERCHANTS:
        return Readers(readers, ())
    others = _sample(OF_OTHERS, merchant_id, version)
    shared = [field for field in _said_by_several(others) if field not in fields]
    return Readers(
        readers, tuple(_readers(shared, others, others.folds_by_merchant, encode, if_lacking=False))
    )


def _sample(chosen: str, merchant_id: int, version: EncoderVersion) -> Pictures:
    return load_pictures(chosen, version, merchant_id=merchant_id, limit=SAMPLE).distinct()


def _readers(
    fields: Sequence[str],
    sample: Pictures,
    folds: Integers,
    encode: EncodeTexts,
    *,
    if_lacking: bool,
) -> Iterator[FieldReader]:
    """Yield readers; `if_lacking`, only of fields that products of the sample lack."""
    accepted = _accepted(sample)
    for field in fields:
        examples = examples_of(field, sample, accepted.get(field, frozenset()))
        if examples is None or (if_lacking and not examples.lacking.any()):
            continue
        if reader := best_reader(examples, sample.vectors, folds, encode):
            yield reader


def _said_by_several(sample: Pictures) -> list[str]:
    """The fields that several merchants say. Categories are left out: a merchant's own are told
    to nobody else.
    """
    saying: dict[str, set[int]] = {}
    for product in sample.products:
        for field in product.says:
            saying.setdefault(field, set()).add(product.merchant_id)
    several = {field for field, merchants in saying.items() if len(merchants) >= MIN_MERCHANTS}
    return [field for field in fields_of(sample) if field in several - {CATEGORY_FIELD}]


def _accepted(sample: Pictures) -> dict[str, frozenset[int]]:
    """The products of which a field was proposed itself, by field. Learning from them would make
    the readers ever more certain of their own errors.
    """
    proposals = Proposal.objects.filter(
        product__in=[product.product_id for product in sample.products],
        state__in=(ProposalState.ACCEPTED, ProposalState.ACCEPTING, ProposalState.UNDOING),
    )
    found: dict[str, set[int]] = {}
    for field, product_id in proposals.values_list("field", "product_id"):
        found.setdefault(field, set()).add(product_id)
    return {field: frozenset(products) for field, products in found.items()}


def _encoder_of(version: EncoderVersion) -> EncodeTexts:
    encoder = encoder_with(version.name, version.fingerprint)

    def encode(texts: Sequence[str]) -> Vectors:
        return encoder.encode_texts(list(texts))

    return encode
