"""Run the checks and tests in stages and print what each took: `run_tests.py lint|check|all`.

All stages run even when one fails, so that one run shows everything; the exit status is 1 when any failed.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.environment import for_tests  # noqa: E402 - the folder must be known first

PYTHON = sys.executable
TOOLS = Path(PYTHON).parent
PYTEST = [PYTHON, "-m", "pytest", "-q", "--no-header"]
TWO_WORKERS = ["-n", "2", "--dist", "worksteal"]


@dataclass(frozen=True)
class Stage:
    """One command with the name it has in the table at the end."""

    name: str
    command: list[str]


STATIC = [
    Stage("ruff check", [str(TOOLS / "ruff"), "check", "--quiet", "."]),
    Stage("ruff format", [str(TOOLS / "ruff"), "format", "--check", "--quiet", "."]),
    Stage("lint-imports", [str(TOOLS / "lint-imports"), "--no-cache"]),
    Stage("deptry", [str(TOOLS / "deptry"), "."]),
    Stage("mypy", [str(TOOLS / "mypy")]),
]
# Each worker reads all test files it is given, so those of the browser stay out where they are not run.
BROWSER = "tests/browser"
ELSEWHERE = [*PYTEST, *TWO_WORKERS, f"--ignore={BROWSER}"]
FAST_TESTS = Stage("fast tests", [*ELSEWHERE, "-m", "not postgres and not slow"])
FULL = [
    Stage("tests on SQLite", [*ELSEWHERE, "-m", "not postgres"]),
    Stage("tests on PostgreSQL", [PYTHON, "scripts/postgres.py", *ELSEWHERE]),
    Stage("tests in the browser", [*PYTEST, *TWO_WORKERS, BROWSER]),
]
# `check` runs its groups one after the other, the stages of a group side by side.
PLANS = {"lint": [STATIC], "check": [STATIC, [FAST_TESTS]], "all": [STATIC, *[[stage] for stage in FULL]]}


@dataclass
class Run:
    """A stage on its way: what it printed is shown when it has ended."""

    stage: Stage
    process: subprocess.Popen[bytes]
    output: IO[bytes] | None
    started: float
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether the command said no."""
        return self.process.returncode != 0


def start(stage: Stage, *, alone: bool) -> Run:
    """Start a stage; beside others its output is kept until its end so that lines do not mix."""
    output = None if alone else tempfile.TemporaryFile()  # noqa: SIM115 - read and closed when the stage has ended
    process = subprocess.Popen(
        stage.command,
        cwd=ROOT,
        env=for_tests(dict(os.environ)),
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )
    return Run(stage, process, output, time.monotonic())


def finish(run: Run) -> None:
    """Note how long a stage took and show what it printed, if it failed."""
    run.seconds = time.monotonic() - run.started
    if run.output is None:
        return
    run.output.seek(0)
    text = run.output.read().decode(errors="replace")
    run.output.close()
    if run.failed:
        print(f"\n--- {run.stage.name}\n{text}", flush=True)


def run_group(stages: list[Stage]) -> list[Run]:
    """Run stages side by side and return them in the order of their end."""
    alone = len(stages) == 1
    if alone:
        print(f"\n--- {stages[0].name}", flush=True)
    waiting = [start(stage, alone=alone) for stage in stages]
    done = []
    while waiting:
        for run in [run for run in waiting if run.process.poll() is not None]:
            finish(run)
            waiting.remove(run)
            done.append(run)
        time.sleep(0.02)
    return done


def main() -> int:
    """Run the plan named on the command line."""
    plan = PLANS.get(sys.argv[1] if len(sys.argv) == 2 else "")
    if plan is None:
        sys.exit(__doc__)
    started = time.monotonic()
    runs = [run for group in plan for run in run_group(group)]
    print()
    for run in runs:
        print(f"{'FAILED' if run.failed else 'ok':8}{run.stage.name:24}{run.seconds:7.1f} s")
    print(f"{'':8}{'together':24}{time.monotonic() - started:7.1f} s")
    return int(any(run.failed for run in runs))


if __name__ == "__main__":
    sys.exit(main())
