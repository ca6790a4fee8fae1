"""The benchmarks by the name that `./shop bench` takes."""

from collections.abc import Mapping
from typing import Final

from lab.benchmarks import bench_encode, bench_http, bench_index, bench_search
from lab.benchmarks.benchmark import Benchmark

BENCHMARKS: Final[Mapping[str, Benchmark]] = {
    "encode": bench_encode,
    "http": bench_http,
    "index": bench_index,
    "search": bench_search,
}
