"""What was found about the search, as a table."""

from rich.table import Table

from lab.benchmarks.runs import Report


def table_of(report: Report) -> Table:
    size = report.size
    table = Table(
        "engine", "filter and weight", "recall@24", "median ms", "p95 ms", "missing",
        title=f"{size.products:,} products, {size.vectors} joint vectors of {2 * size.dimension}; "
        f"index built in {report.index_seconds:.0f} s, {report.index_bytes / 2**20:,.0f} MiB",
    )  # fmt: skip
    for one in report.figures:
        table.add_row(
            one.engine, one.setting, f"{one.recall:.4f}", f"{one.median:.1f}", f"{one.p95:.1f}",
            str(one.missing),
        )  # fmt: skip
    return table
