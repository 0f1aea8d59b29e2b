"""Figures as tables in Markdown, with the bars beside them."""

import os
from typing import Any

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
MOST_SECONDS_TO_START = 1.5
MOST_MEMORY = 120
MOST_GROWTH = 1.2
SHARES = {"one letter wrong": 0.98, "another transliteration of both names": 0.90}
HEAD = (
    "| operation | median ms | 95 % ms | × F0 | × raw SQL | statements | bar | |\n"
    "|---|---:|---:|---:|---:|---:|---|---|"
)


def head(start: float, used: float) -> str:
    """Return the beginning: the machine and the start of a process."""
    load = " / ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, load {load} (other work on the machine makes times longer; ratios are of one run)\n\n"
        f"Start of a process to its first answer: {start:.2f} s, CPU {used:.2f} s"
        f" (bar {MOST_SECONDS_TO_START} s {_mark(ok=start <= MOST_SECONDS_TO_START)})"
    )


def _mark(*, ok: bool) -> str:
    return "reached" if ok else "MISSED"


def _bar(figures: dict[str, Any], base: float) -> tuple[str, str]:
    if figures["factor"]:
        return f"≤ {figures['factor']} × F0", _mark(ok=figures["median"] <= figures["factor"] * base)
    if figures["limit"]:
        return f"≤ {figures['limit']} ms", _mark(ok=figures["median"] <= figures["limit"])
    if figures["raw_factor"]:
        ok = figures["median"] <= figures["raw_factor"] * figures["raw"]
        return f"≤ {figures['raw_factor']} × raw SQL", _mark(ok=ok)
    return "", ""


def _row(figures: dict[str, Any], base: float) -> str:
    raw = f"{figures['median'] / figures['raw']:.1f}" if figures["raw"] else ""
    bar, mark = _bar(figures, base)
    return (
        f"| {figures['name']} | {figures['median']:.1f} | {figures['p95']:.1f} | {figures['median'] / base:.1f}"
        f" | {raw} | {figures['queries']} | {bar} | {mark} |"
    )


def _table(operations: list[dict[str, Any]]) -> str:
    base = operations[0]["median"]
    return "\n".join([HEAD, *(_row(figures, base) for figures in operations)])


def _cases(figures: dict[str, Any]) -> int:
    districts, managers, cases = figures["numbers"]
    return int(districts * managers * cases)


def _title(figures: dict[str, Any]) -> str:
    districts, managers, _ = figures["numbers"]
    filled = figures["filled"]
    note = (
        " (SQLite holds one district, so it is a large one)"
        if figures["kind"] == "sqlite" and managers > 20
        else ""
    )
    return (
        f"## {NAMES[figures['kind']]}, {_cases(figures):,} cases\n\n"
        f"{districts} district(s) with {managers} case managers each{note}; {filled['consultations']:,} consultations,"
        f" {filled['rows']:,} rows, made in {filled['fill']:.0f} s, months frozen in {filled['freeze']:.0f} s."
    )


def _memory(figures: dict[str, Any]) -> str:
    before, after = figures["memory_before"], figures["memory_after"]
    return (
        f"Memory of the process after its first page {before:.0f} MiB, after all {after:.0f} MiB"
        f" (bar {MOST_MEMORY} MiB {_mark(ok=after <= MOST_MEMORY)})."
    )


def papers(kind: str, figures: dict[str, Any]) -> str:
    """Return the table of the concepts of one district and the memory of the process that made them."""
    title = f"## {NAMES[kind]}, concepts of a district with 14 annexes"
    return f"{title}\n\n{_table(figures['operations'])}\n\n{_memory(figures)}"


def pages(figures: dict[str, Any]) -> str:
    """Return the table of a stock and the memory of the process that served it."""
    return f"{_title(figures)}\n\n{_table(figures['operations'])}\n\n{_memory(figures)}"


def search(figures: dict[str, Any]) -> str:
    """Return the table of the search and how much it finds."""
    found = [
        f"- {label}: {share:.1%} among the first ten (bar {SHARES[label]:.0%} {_mark(ok=share >= SHARES[label])})"
        for label, share in figures["found"].items()
    ]
    title = f"## {NAMES[figures['kind']]}, search among {figures['people']:,} people of one district"
    return "\n\n".join([title, _table(figures["operations"]), "\n".join(found)])


def growth(stocks: list[dict[str, Any]]) -> str:
    """Return how the 95th percentile grows from the smallest to the largest stock; nothing for one stock."""
    if len(stocks) < 2:
        return ""
    small, large = min(stocks, key=_cases), max(stocks, key=_cases)
    lines = [
        f"| {one['name']} | {other['p95'] / one['p95']:.2f} | {_mark(ok=other['p95'] <= MOST_GROWTH * one['p95'])} |"
        for one, other in zip(small["operations"], large["operations"], strict=True)
    ]
    sizes = f"{_cases(small):,} to {_cases(large):,} cases"
    title = f"### {NAMES[small['kind']]}, growth of the 95th percentile from {sizes}"
    return "\n".join([title, "", f"| operation | times | bar {MOST_GROWTH} |", "|---|---:|---|", *lines])
