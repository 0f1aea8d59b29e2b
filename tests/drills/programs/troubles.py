"""Pages while something is broken: the log cannot be written, the database takes nothing, the disk is full."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from django.db import close_old_connections, connection
from django.test import Client as Browser

from kim.accounts.models import OutboxMail
from kim.audit.chain import verify_chain
from kim.audit.models import AuditEntry
from kim.cases.models import Case, Client, Consultation
from kim.core import dates
from kim.districts.models import Municipality
from tests.cast import make_case
from tests.drills.programs.stage import answer_with, on_duty

NAME = "Wlodnagrimsk"
PAGES = {
    "case": "/probstadt/faelle/{number}/",
    "log of the case": "/probstadt/faelle/{number}/protokoll/",
    "person": "/probstadt/faelle/{number}/personen/{client}/",
    "list": "/probstadt/faelle/",
    "search": "/probstadt/suche/",
}
BREAK_LOG = {
    "sqlite": [
        "CREATE TRIGGER broken BEFORE INSERT ON audit_auditentry BEGIN SELECT RAISE(ABORT, 'broken'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$",
        "CREATE TRIGGER broken BEFORE INSERT ON audit_auditentry FOR EACH ROW EXECUTE FUNCTION broken()",
    ],
}
MEND_LOG = {
    "sqlite": ["DROP TRIGGER broken"],
    "postgresql": ["DROP TRIGGER broken ON audit_auditentry", "DROP FUNCTION broken()"],
}
READ_ONLY = {
    "sqlite": ("PRAGMA query_only=ON", "PRAGMA query_only=OFF"),
    "postgresql": (
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
    ),
}


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextlib.contextmanager
def broken_log() -> Iterator[None]:
    _execute(*BREAK_LOG[connection.vendor])
    yield
    _execute(*MEND_LOG[connection.vendor])


@contextlib.contextmanager
def read_only() -> Iterator[None]:
    off, on = READ_ONLY[connection.vendor]
    _execute(off)
    yield
    _execute(on)


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """Allow the file of SQLite no page more than it has."""
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        used = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={used}")
    yield
    _execute(f"PRAGMA max_page_count={usual}")


@contextlib.contextmanager
def lost_connection() -> Iterator[None]:
    """Have the server end our connection, as a restart of the server does; then begin a request as a worker does."""
    ours = connection.copy()
    with ours.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
    ours.close()
    close_old_connections()
    yield


TROUBLES: dict[str, Callable[[], contextlib.AbstractContextManager[None]]] = {
    "broken log": broken_log,
    "read-only": read_only,
    "full disk": full_disk,
    "lost connection": lost_connection,
}


def _state() -> list[Any]:
    """Everything that a change would change."""
    with on_duty():
        return [
            [rows.objects.count() for rows in (Case, Client, Consultation, AuditEntry, OutboxMail)],
            list(
                map(
                    str,
                    Case.objects.order_by("pk").values_list("version", "closes_on", "last_consultation_on"),
                )
            ),
            verify_chain().intact,
        ]


def _form() -> dict[str, Any]:
    # Long enough that a full file has no room left for it.
    return {"on": f"{dates.today():%d.%m.%Y}", "channel": "office", "note": f"{NAME} " * 300}


def _seen(answer: Any) -> dict[str, Any]:
    text = answer.content.decode()
    return {
        "status": answer.status_code,
        "named": NAME in text,
        "traceback": "Traceback" in text or "Error" in text,
        "explained": "Das hat nicht geklappt" in text,
    }


def _look_around(browser: Browser, pages: dict[str, str]) -> dict[str, Any]:
    seen = {name: _seen(browser.get(page)) for name, page in pages.items() if name != "search"}
    found = _seen(browser.post(pages["search"], {"q": f"{NAME[:-1]}h"}))
    return seen | {"search": found, "recording": _seen(browser.post(pages["case"], _form()))}


def trouble(*, kind: str) -> dict[str, Any]:
    """Look at pages and record something before, during and after a trouble."""
    with on_duty() as anna:
        case = make_case(anna, Municipality.objects.get(name="Lindenau"), f"Olena {NAME}")
        client = Client.objects.get(case_members__case=case)
    pages = {name: page.format(number=case.number, client=client.pk) for name, page in PAGES.items()}
    browser = Browser(raise_request_exception=False)
    browser.force_login(anna.user)
    before = _look_around(browser, pages)
    state = _state()
    with TROUBLES[kind]():
        during = _look_around(browser, pages)
        unchanged = _state() == state
    after = _look_around(browser, pages)
    return {"before": before, "during": during, "after": after, "unchanged": unchanged, "intact": _state()[2]}


if __name__ == "__main__":
    answer_with(trouble)
