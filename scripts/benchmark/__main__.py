"""The halves of a measurement, each in a process of its own; the figures go to standard output as JSON."""

import argparse
import json
import sys
import time
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

django.setup()

from django.db import connections  # noqa: E402 - the models come after the set-up

from kim.cases.permissions import clients_visible_to  # noqa: E402
from kim.core.tenancy import district_scope  # noqa: E402
from kim.districts.models import District  # noqa: E402
from kim.monitoring.actions import freeze_ended_months  # noqa: E402
from scripts.benchmark import operations as ops  # noqa: E402
from scripts.benchmark.quality import found_shares  # noqa: E402
from scripts.benchmark.stock import Plan, fill_databases  # noqa: E402
from scripts.benchmark.team import make_lead  # noqa: E402
from scripts.benchmark.timing import measure, memory  # noqa: E402

PACK = "districts/warendorf.toml"
settings.ROOT_URLCONF = "scripts.benchmark.urls"


def fill(plan: Plan) -> dict[str, Any]:
    """Make the databases, write the stock and freeze its months."""
    call_command("migrate", verbosity=0)
    call_command("migrate", database="keys", verbosity=0)
    call_command("createcachetable", verbosity=0)
    start = time.perf_counter()
    rows = fill_databases(plan)
    filled = time.perf_counter()
    for district in District.objects.order_by("pk"):
        with district_scope(district):
            freeze_ended_months(None)
    for alias in connections:
        connections[alias].close()
    return {
        "rows": sum(rows.values()),
        "consultations": rows["consultation"],
        "fill": filled - start,
        "freeze": time.perf_counter() - filled,
    }


def measure_pages() -> dict[str, Any]:
    """Time the pages on the stock that is there."""
    desk = ops.Desk()
    operations = [
        *ops.empty_pages(desk),
        *ops.start_page(desk),
        *ops.case_operations(desk),
        *ops.month_operations(desk),
        *ops.public_operations(desk),
        *ops.search_operations(desk, bar=False)[:1],
    ]
    desk.get("/leer/")
    before = memory()
    measure(operations)
    return {
        "operations": [operation.result() for operation in operations],
        "memory_before": before,
        "memory_after": memory(),
    }


def measure_search() -> dict[str, Any]:
    """Time the search over all people of a district, and count what is found."""
    desk = ops.Desk()
    operations = [*ops.empty_pages(desk)[:1], *ops.search_operations(desk)]
    measure(operations)
    with district_scope(desk.district):
        clients = clients_visible_to(desk.member)
        return {
            "operations": [operation.result() for operation in operations],
            "people": clients.count(),
            "found": found_shares(clients),
        }


def measure_papers() -> dict[str, Any]:
    """Load a district's pack into empty databases and time its concepts on page and paper."""
    call_command("migrate", verbosity=0)
    call_command("migrate", database="keys", verbosity=0)
    call_command("createcachetable", verbosity=0)
    # What the loader says belongs to the terminal; the figures go to standard output.
    call_command("load_district", PACK, apply=True, stdout=sys.stderr)
    desk = ops.Desk(make_lead(District.objects.get()))
    operations = [*ops.empty_pages(desk)[:1], *ops.paper_operations(desk)]
    desk.get("/leer/")
    before = memory()
    measure(operations)
    return {
        "operations": [operation.result() for operation in operations],
        "memory_before": before,
        "memory_after": memory(),
    }


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("fill", "pages", "search", "papers"))
    parser.add_argument("numbers", nargs="*", type=int, help="districts, managers, cases per manager")
    arguments = parser.parse_args()
    if arguments.what == "fill":
        figures = fill(Plan(*arguments.numbers))
    else:
        figures = {"pages": measure_pages, "search": measure_search, "papers": measure_papers}[
            arguments.what
        ]()
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
