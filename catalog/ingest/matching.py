"""Which of a merchant's products each row describes, by its id or its alternate id.

Where several rows share an id, or a product keeps its handle and options but gets another SKU, the
alternate id decides. Where handle or options change, a SKU that only one row has decides. So a
product is found again, whether its SKU repeats in one file and not in the next, or the reverse.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from catalog.ingest.feed_row import FeedRow
from catalog.ingest.problems import RowError
from catalog.ingest.repetitions import Repetitions
from catalog.ingest.stored import StoredProduct, read_stored
from catalog.models import Photo


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRow:
    row: FeedRow  # with the id that its product has, or gets
    product: StoredProduct | None
    photos: Sequence[Photo] = ()  # of the product
    fills_mpn: bool = False  # with the row's own id, by which shoppers may still search


@dataclass(slots=True)
class Matcher:
    """Matches the rows of a batch, in the order of the file."""

    repetitions: Repetitions
    alternate_id_first: bool  # see Dialect
    _by_id: dict[str, StoredProduct] = field(default_factory=dict)
    _by_alternate: dict[str, StoredProduct] = field(default_factory=dict)
    _photos: Mapping[int, Sequence[Photo]] = field(default_factory=dict)  # by the product's id
    _taken: set[str] = field(default_factory=set)  # ids of products that a row has already

    def load(self, merchant_id: int, rows: Collection[FeedRow]) -> None:
        ids = {row.external_id for row in rows}
        alternates = {row.alternate_id for row in rows if row.alternate_id}
        stored = read_stored(merchant_id, ids | alternates, alternates)
        self._photos = stored.photos
        for product in stored.products:
            self._by_id[product.external_id] = product
            if product.alternate_id:
                self._by_alternate[product.alternate_id] = product

    def match(self, row: FeedRow) -> MatchedRow:
        """Raises RowError if other products have all the ids that the row could have."""
        product = self._find(row)
        external_id = product.external_id if product else self._new_id(row)
        self._taken.add(external_id)
        photos = self._photos.get(product.id, ()) if product else ()
        if external_id == row.external_id:
            return MatchedRow(row=row, product=product, photos=photos)
        fills_mpn = not row.mpn and not (product and product.mpn)
        mpn = row.external_id if fills_mpn else row.mpn
        renamed = replace(row, external_id=external_id, mpn=mpn)
        return MatchedRow(row=renamed, product=product, photos=photos, fills_mpn=fills_mpn)

    def _find(self, row: FeedRow) -> StoredProduct | None:
        found = [self._with_alternate(row), self._with_own_id(row)]
        ordered = found if self.alternate_id_first else reversed(found)
        return next((product for product in ordered if product and self._is_free(product)), None)

    def _with_alternate(self, row: FeedRow) -> StoredProduct | None:
        if not row.alternate_id:
            return None
        product = self._by_alternate.get(row.alternate_id)
        if self.alternate_id_first:
            return product or self._made_before(row.alternate_id)
        # An ID may be given anew, so it decides only where a SKU does not.
        decides = self._is_shared(row) or (product and _is_known_by_alternate(product))
        return product if decides else None

    def _made_before(self, external_id: str) -> StoredProduct | None:
        """The product with this id, if it was made before alternate ids were kept."""
        product = self._by_id.get(external_id)
        return product if product and not product.alternate_id else None

    def _with_own_id(self, row: FeedRow) -> StoredProduct | None:
        product = self._by_id.get(row.external_id)
        if product is None or not _may_share_id(product, row):
            return None
        if self._is_shared(row):
            return product if _was_made_from(product, row) else None
        is_of_another = self.alternate_id_first and self._is_of_another(product, row)
        return None if is_of_another else product

    def _is_shared(self, row: FeedRow) -> bool:
        """Whether other rows of the file have the row's id, but it has an alternate id."""
        return bool(row.alternate_id) and self.repetitions.is_shared(row.external_id)

    def _is_of_another(self, product: StoredProduct, row: FeedRow) -> bool:
        """Whether another row of the file has the product's alternate id."""
        return product.alternate_id != row.alternate_id and self.repetitions.is_recognised_by(
            product.alternate_id
        )

    def _is_free(self, product: StoredProduct) -> bool:
        return product.external_id not in self._taken

    def _new_id(self, row: FeedRow) -> str:
        for candidate in ("" if self._is_shared(row) else row.external_id, row.alternate_id):
            if candidate and candidate not in self._by_id and candidate not in self._taken:
                return candidate
        raise RowError(
            f'The id "{row.external_id[:60]}" belongs to another product. Give each its own.'
        )


def _is_known_by_alternate(product: StoredProduct) -> bool:
    return product.external_id == product.alternate_id


def _may_share_id(product: StoredProduct, row: FeedRow) -> bool:
    """Whether an equal id means the same product: a SKU may look like another's alternate id."""
    ids = product.alternate_id, row.alternate_id
    if all(ids) and (_is_known_by_alternate(product) or row.external_id == row.alternate_id):
        return ids[0] == ids[1]
    return True


def _was_made_from(product: StoredProduct, row: FeedRow) -> bool:
    """Whether this variant made a product that has no alternate id yet."""
    return (
        not product.alternate_id
        and product.group_id == row.group_id
        and row.attributes.items() <= product.attributes.items()
    )
