"""Measure what people do all day on large invented stocks and print the figures with their bars.

    bench.py [--sizes 10000 100000] [--database sqlite|postgresql|both] [--output FILE]

Each stock gets databases of its own in a temporary folder. Times are of requests through the whole stack in one
process: 100 runs, fewer of what takes seconds, taken in turn after 10 that do not count. A missed bar is printed, not
raised.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from scripts.benchmark import report  # noqa: E402 - the folder must be known first
from scripts.postgres import server_running  # noqa: E402
from tests.environment import for_tests  # noqa: E402

CASES_PER_DISTRICT = 10_000
CASES_PER_MANAGER = 500
SEARCH_CASES = 1_667
SECONDS_TO_FILL = 1_800
SECONDS_TO_MEASURE = 1_200
STARTS = 5
FIRST_REQUEST = (
    "import django; django.setup(); from django.test import Client; "
    "assert Client().get('/').status_code == 200"
)
Numbers = tuple[int, int, int]


@contextmanager
def databases(kind: str) -> Iterator[dict[str, str]]:
    """Give the environment of two empty databases; they are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="kim-bench-") as folder:
        (Path(folder) / "static").mkdir()
        outside = {name: value for name, value in os.environ.items() if not name.startswith("KIM_")}
        environment = for_tests(outside) | {"KIM_DATA_DIR": folder, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        if kind == "sqlite":
            yield environment
            return
        with server_running() as addresses:
            yield environment | addresses


def run(environment: dict[str, str], seconds: int, *words: str) -> dict[str, Any]:
    """Run one half of a measurement in a process of its own and return its figures."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.benchmark", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        timeout=seconds,
        check=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def stock_of(size: int, kind: str) -> Numbers:
    """Return districts, case managers in each and cases of each; SQLite holds one district, however large."""
    managers = max(1, size // CASES_PER_MANAGER)
    if kind == "sqlite" or size <= CASES_PER_DISTRICT:
        return 1, managers, size // managers
    return size // CASES_PER_DISTRICT, CASES_PER_DISTRICT // CASES_PER_MANAGER, CASES_PER_MANAGER


def measured(kind: str, numbers: Numbers, what: str) -> dict[str, Any]:
    """Fill databases and measure; return the figures of both."""
    districts, managers, cases = numbers
    say(f"{kind}: {districts * managers * cases} cases in {districts} district(s) …")
    with databases(kind) as environment:
        filled = run(environment, SECONDS_TO_FILL, "fill", *(str(number) for number in numbers))
        say(f"  {filled['rows']} rows in {filled['fill']:.0f} s; {what} …")
        figures = run(environment, SECONDS_TO_MEASURE, what)
    return {"kind": kind, "numbers": numbers, "filled": filled, **figures}


def start_seconds() -> tuple[float, float]:
    """Return the median time from starting a process to its first answered request, and how much of it is CPU."""
    times, used = [], []
    with databases("sqlite") as environment:
        manage = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(manage, cwd=ROOT, env=environment, check=True)
        for _ in range(STARTS):
            began, before = time.perf_counter(), os.times()
            subprocess.run([sys.executable, "-c", FIRST_REQUEST], cwd=ROOT, env=environment, check=True)
            after = os.times()
            times.append(time.perf_counter() - began)
            used.append(
                after.children_user + after.children_system - before.children_user - before.children_system
            )
    return statistics.median(times), statistics.median(used)


def say(sentence: str) -> None:
    """Tell the person who waits; the figures go to standard output."""
    print(sentence, file=sys.stderr, flush=True)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000], metavar="CASES")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--output", type=Path, help="also write the figures to this file")
    arguments = parser.parse_args()
    # An end from outside must remove the databases too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if min(arguments.sizes) < CASES_PER_MANAGER:
        parser.error(f"The smallest stock has {CASES_PER_MANAGER} cases.")
    kinds = ["sqlite", "postgresql"] if arguments.database == "both" else [arguments.database]
    text = [report.head(*start_seconds())]
    for kind in kinds:
        say(f"{kind}: concepts of a district with 14 annexes …")
        with databases(kind) as environment:
            text.append(report.papers(kind, run(environment, SECONDS_TO_MEASURE, "papers")))
        text.append(report.search(measured(kind, (1, 1, SEARCH_CASES), "search")))
        pages = [measured(kind, stock_of(size, kind), "pages") for size in arguments.sizes]
        text += [report.pages(figures) for figures in pages]
        text.append(report.growth(pages))
    whole = "\n\n".join(part for part in text if part)
    print(whole)
    if arguments.output:
        arguments.output.write_text(f"{whole}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
