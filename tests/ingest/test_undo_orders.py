"""Imports, edits by hand and undos in random order, against a simple model of a product."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from catalog.ingest.control import start_import
from catalog.ingest.run import run_import
from catalog.ingest.undo.start import start_undo
from catalog.models import ImportRun, Merchant, Product, RemovedPhoto
from tests.ingest.conftest import table
from tests.ingest.undoing import assert_undone

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FIELDS = ("title", "brand", "mpn")
BASE = dict.fromkeys(FIELDS, "x")
VALUES = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from("xab"), min_size=1)
# An import or an edit by hand of some fields, or the undo of the n-th import that is left.
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("import"), VALUES),
        st.tuples(st.just("edit"), VALUES),
        st.tuples(st.just("undo"), st.integers(0, 5)),
    ),
    min_size=3,
    max_size=9,
)
ADDRESSES = [f"https://shop.example/{name}.jpg" for name in "abc"]
FEEDS = st.fixed_dictionaries(
    {"title": st.sampled_from("xab")},
    optional={
        "brand": st.sampled_from("xab"),
        "image_link": st.sampled_from(ADDRESSES),
        "additional_image_link": st.sampled_from(["", *ADDRESSES, ",".join(ADDRESSES)]),
    },
)
few_examples = settings(
    max_examples=20,
    deadline=None,
    phases=set(Phase) - {Phase.explain},  # which traces every line
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass
class Model:
    """Who wrote which value of each field, oldest first. 0 is the value before, None is by hand."""

    writes: dict[str, list[tuple[int | None, str]]] = field(
        default_factory=lambda: {name: [(0, value)] for name, value in BASE.items()}
    )

    def write(self, run: int | None, values: dict[str, str]) -> None:
        for name, value in values.items():
            if self.values[name] != value:
                self.writes[name].append((run, value))
        self._forget_unseen_edits()

    def undo(self, run: int) -> None:
        """As if the run had not been."""
        for name in FIELDS:
            self.writes[name] = [write for write in self.writes[name] if write[0] != run]
        self._forget_unseen_edits()

    def _forget_unseen_edits(self) -> None:
        """Nobody sees that a value was edited if it is again the one that a run wrote."""
        for name, writes in self.writes.items():
            kept: list[tuple[int | None, str]] = []
            for write in writes:
                if write[0] is None and kept[-1][0] is None:
                    kept.pop()
                if write[0] is not None or kept[-1][1] != write[1]:
                    kept.append(write)
            self.writes[name] = kept

    @property
    def values(self) -> dict[str, str]:
        return {name: writes[-1][1] for name, writes in self.writes.items()}


def import_values(merchant: Merchant, values: dict[str, str]) -> ImportRun:
    file = ContentFile(table({"id": "1", **values}))
    run = start_import(merchant=merchant, user=None, file=file, name="feed.csv")
    run_import(run.pk)
    return run


def undo(run: ImportRun) -> None:
    if start_undo(run, user=None):
        run_import(run.pk)
        assert_undone(run)


@few_examples
@given(steps=STEPS)
def test_an_undo_leaves_the_product_as_if_the_import_had_not_been(
    merchant: Merchant, steps: list[tuple[str, dict[str, str] | int]]
) -> None:
    with transaction.atomic():
        Product.objects.create(merchant=merchant, external_id="1", price=1, **BASE)
        model = Model()
        runs: list[ImportRun] = []
        for kind, what in steps:
            if isinstance(what, int):
                if runs:
                    run = runs.pop(what % len(runs))
                    undo(run)
                    model.undo(run.pk)
            elif kind == "edit":
                Product.objects.update(**what)
                model.write(None, what)
            else:
                runs.append(import_values(merchant, what))
                model.write(runs[-1].pk, what)
            assert Product.objects.values(*FIELDS).get() == model.values
        transaction.set_rollback(True)


@few_examples
@given(imports=st.lists(FEEDS, max_size=4), random=st.randoms(use_true_random=False))
def test_nothing_is_left_of_a_product_once_all_its_imports_are_undone(
    merchant: Merchant, imports: Iterable[dict[str, str]], random: Random
) -> None:
    with transaction.atomic():
        first = {**BASE, "price": "1", "image_link": ADDRESSES[0]}
        runs = [import_values(merchant, values) for values in (first, *imports)]
        random.shuffle(runs)
        for run in runs:
            undo(run)
        assert not Product.objects.exists()
        assert not RemovedPhoto.objects.exists()
        transaction.set_rollback(True)
