"""Equal problems are folded, errors come before warnings, and no number of them hides another."""

import csv
from io import StringIO

import pytest

from catalog.ingest import problem_groups
from catalog.ingest import run as run_module
from catalog.ingest.problems import Problem
from catalog.ingest.report import problem_lines
from catalog.models import FurtherRows, ImportRun, ProblemGroup, RowOutcome
from tests.ingest.conftest import MUG, Import, table

pytestmark = pytest.mark.django_db
mug = MUG | {"image_link": ""}


def groups(run: ImportRun) -> list[tuple[str, int, str]]:
    found = run.problem_groups.worst_first()
    return [(group.severity, group.count, group.cause) for group in found]


def report(run: ImportRun) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO("".join(problem_lines(run)).removeprefix("\ufeff"))))


@pytest.mark.slow
def test_an_error_behind_thousands_of_warnings_comes_first(imported: Import) -> None:
    rows = [f"H{n},x {n},{'oops' if n == 5_900 else '10.00 EUR'},\n" for n in range(6_000)]
    run = imported(("id,title,price,image_link\n" + "".join(rows)).encode())
    assert (run.created, run.invalid) == (5_999, 1)
    error, warning = groups(run)
    assert error[:2] == ("error", 1)
    assert warning[:2] == ("warning", 5_999)
    lines = report(run)
    assert (lines[0]["row"], lines[0]["id"], lines[0]["severity"]) == ("5902", "H5900", "error")
    assert 'price "oops" cannot be read as a price' in lines[0]["message"]
    assert lines[-1]["message"].startswith("5,979 more rows as row 2: image_link is empty")


def test_problems_that_differ_only_in_the_rows_values_are_one_group(imported: Import) -> None:
    prices = ["free", "1.2.3", 'a "good" price', "12 or 13"]
    run = imported(table(*(mug | {"id": f"{n}", "price": p} for n, p in enumerate(prices))))
    ((severity, count, cause),) = groups(run)
    assert (severity, count) == ("error", 4)
    assert cause.startswith('price "…" cannot be read as a price')
    assert len({line["message"] for line in report(run)}) == 4


def test_problems_of_different_columns_are_different_groups(imported: Import) -> None:
    run = imported(table(mug | {"title": ""}, mug | {"price": ""}))
    assert len(groups(run)) == 2


def test_the_report_has_every_lost_row_and_the_page_a_few(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problem_groups, "MAX_EXAMPLES", 2)
    monkeypatch.setattr(run_module, "BATCH_ROWS", 3)
    bad = [mug | {"id": f"bad-{n}", "price": f"free {n}"} for n in range(8)]
    old = [mug | {"id": "same", "title": f"Mug {n}"} for n in range(8)]
    run = imported(table(*bad, *old))
    assert (run.invalid, run.superseded, run.created) == (8, 7, 1)
    lines = report(run)
    errors = [line for line in lines if line["severity"] == "error"]
    assert [line["id"] for line in errors] == [f"bad-{n}" for n in range(8)]
    assert [f'"free {n}"' in line["message"] for n, line in enumerate(errors)] == [True] * 8
    superseded = [line for line in lines if "other values" in line["message"]]
    assert [line["row"] for line in superseded] == [str(row) for row in range(10, 17)]
    assert RowOutcome.objects.filter(run=run).count() <= 2 * len(groups(run))
    assert FurtherRows.objects.count() < 8, "many rows are stored as one"


def test_identical_repeats_are_notes_and_differing_ones_warnings(imported: Import) -> None:
    run = imported(table(mug, mug, mug | {"id": "2"}, mug | {"id": "2", "title": "Other"}))
    assert run.superseded == 2
    found = {(p.row, p.severity) for p in run.outcomes.filter(message__contains="counts instead")}
    assert found == {(2, "note"), (4, "warning")}


def test_the_number_of_groups_is_limited_without_losing_a_problem(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problem_groups, "MAX_GROUPS", 2)
    monkeypatch.setattr(run_module, "BATCH_ROWS", 2)
    bad = [{"price": "free"}, {"title": ""}, {"availability": "?"}, {"sale_price": "1 USD"}]
    run = imported(table(*(mug | {"id": f"{n}"} | change for n, change in enumerate(bad))))
    assert run.invalid == 4
    assert groups(run)[0] == ("error", 2, problem_groups.OTHER_CAUSES)
    assert len([line for line in report(run) if line["severity"] == "error"]) == 4


@pytest.mark.parametrize(
    ("one", "other", "are_equal"),
    [
        ('title "12" is bad', 'title "a "b" c" is bad', True),
        ("Row 7 repeats this row.", "Row 1,234 repeats this row.", True),
        ("Read as UTF-8.", "Read as UTF-16.", False),
        ("custom_label_0 is bad", "custom_label_1 is bad", False),
    ],
)
def test_a_cause_has_no_values_of_the_row(one: str, other: str, are_equal: bool) -> None:
    causes = {Problem(row=1, message=message).cause for message in (one, other)}
    assert (len(causes) == 1) == are_equal


def test_a_long_cause_fits_its_index() -> None:
    cause = Problem(row=1, message="ü" * 3_000).cause
    assert len(cause) == ProblemGroup._meta.get_field("cause").max_length
