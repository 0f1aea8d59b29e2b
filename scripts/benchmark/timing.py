"""Timing operations in turn, so that a slow moment of the machine hits all of them alike."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connections
from django.test.utils import CaptureQueriesContext

WARM_UPS = 10
RUNS = 100
LEAST_RUNS = 10
MOST_SECONDS = 25


@dataclass
class Operation:
    """Something to time. `run` gets the number of the run; its result is checked outside the time.

    `times` of base and empty page are in milliseconds, of `raw`, the same work as plain SQL, too.
    """

    name: str
    run: Callable[[int], Any]
    factor: float | None = None
    limit: float | None = None
    raw: Callable[[int], Any] | None = None
    raw_factor: float | None = None
    times: list[float] = field(default_factory=list)
    raw_times: list[float] = field(default_factory=list)
    queries: int = 0

    def is_enough(self) -> bool:
        """Whether this has taken so long that its figures are clear."""
        return len(self.times) >= LEAST_RUNS and sum(self.times) > MOST_SECONDS * 1000

    def result(self) -> dict[str, Any]:
        """Return the figures for the table."""
        return {
            "name": self.name,
            "median": statistics.median(self.times),
            "p95": p95(self.times),
            "raw": statistics.median(self.raw_times) if self.raw_times else None,
            "queries": self.queries,
            "factor": self.factor,
            "limit": self.limit,
            "raw_factor": self.raw_factor,
        }


def p95(times: Iterable[float]) -> float:
    """Return the 95th percentile."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def _timed(call: Callable[[int], Any], number: int) -> float:
    start = time.perf_counter()
    call(number)
    return (time.perf_counter() - start) * 1000


def measure(operations: list[Operation], runs: int = RUNS) -> None:
    """Time all operations in turn, after some runs that do not count.

    What takes very long is run less often, so that the whole stays bearable.
    """
    for number in range(WARM_UPS + runs):
        for operation in operations:
            if operation.is_enough():
                continue
            took = _timed(operation.run, number)
            raw = _timed(operation.raw, number) if operation.raw else 0.0
            if number >= WARM_UPS:
                operation.times.append(took)
                if operation.raw:
                    operation.raw_times.append(raw)
    for operation in operations:
        operation.queries = _queries(operation, WARM_UPS + runs)


def _queries(operation: Operation, number: int) -> int:
    """Count the statements of one more run in both databases."""
    with (
        CaptureQueriesContext(connections["default"]) as default,
        CaptureQueriesContext(connections["keys"]) as keys,
    ):
        operation.run(number)
    return len(default) + len(keys)


def memory() -> float:
    """Return how much memory this process holds, in MiB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
