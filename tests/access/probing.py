"""Asking for every address, as everybody, and judging the answers."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import quote

from django.db import connection, transaction
from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kim.audit.models import AuditEntry
from tests.access.policy import EVERYBODY, NOBODY, POLICY, Line, words
from tests.access.things import NOWHERE, Target, World

LOG_IN_PAGE = "/konto/anmelden/"
#: Parts of addresses that lead to something inside of the thing the address is about.
INNER = {"entry", "client", "worker", "grant"}
WITHOUT_BODY = {"HEAD"}
OWN_ORIGINS = ("http://testserver", "http://127.0.0.1:8000")
# Names of vocabularies in pictures, which nobody fetches.
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")
FOREIGN = re.compile(r"https?://[^\s\"'<>)]+")
INLINE = re.compile(
    r"<style\b|<[^>]+\sstyle\s*=|<[^>]+\son[a-z]+\s*=|javascript:"
    r"|<script(?![^>]*\s(src=|type=.application/json))",
    re.IGNORECASE,
)
HEADERS = {
    "X-Frame-Options": {"DENY"},
    "X-Content-Type-Options": {"nosniff"},
    "Referrer-Policy": {"same-origin", "strict-origin", "no-referrer"},
}


@dataclass(frozen=True)
class Page:
    """A pattern of an address: its name and its parts."""

    name: str
    parts: tuple[str, ...]


@dataclass
class Tally:
    """What was asked and what is wrong."""

    asked: int = 0
    read: int = 0
    logged: int = 0
    wrong: list[str] = field(default_factory=list)


def _walk(resolver: URLResolver, names: tuple[str, ...], parts: tuple[str, ...]) -> Iterator[Page]:
    for pattern in resolver.url_patterns:
        here = (*parts, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            yield Page(":".join([*names, pattern.name or "?"]), here)
        else:
            yield from _walk(pattern, (*names, pattern.namespace) if pattern.namespace else names, here)


def pages() -> list[Page]:
    """Return every address of the project."""
    return list(_walk(get_resolver(), (), ()))


def targets_of(page: Page, world: World) -> list[Target]:
    """Return the things to ask a page for; ids mixed from two cases only where there is one inside."""
    has_inner = bool(INNER & set(page.parts))
    return [
        target for target in world.targets[POLICY[page.name].about] if has_inner or target.name != "mixed"
    ]


def address(page: Page, target: Target) -> str:
    """Return the address of a thing."""
    return reverse(page.name, kwargs={part: target.parts[part] for part in page.parts}) + target.query


def send(browser: Any, method: str, url: str) -> HttpResponseBase:
    """Ask; whatever another method than GET changed is undone."""
    if method == "GET":
        return browser.get(url)  # type: ignore[no-any-return]
    cookies = browser.cookies.output()
    with transaction.atomic(), transaction.atomic(using="keys"):
        response = getattr(browser, method.lower())(url)
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")
    if browser.cookies.output() != cookies:
        browser.cookies.pop("messages", None)
    return response  # type: ignore[no-any-return]


def text_of(response: HttpResponseBase) -> str:
    """Return what an answer says, an unpacked workbook included."""
    content = response.getvalue() if response.streaming else response.content  # type: ignore[attr-defined]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return str(content, "utf-8", "replace")


def shape(response: HttpResponseBase) -> tuple[int, str, dict[str, str]]:
    """Return everything about an answer but its cookies."""
    headers = {name: value for name, value in response.items() if name not in {"Set-Cookie", "Date"}}
    return response.status_code, text_of(response), headers


def carelessness(response: HttpResponseBase) -> list[str]:
    """Return what is wrong with the headers and the code of an answer, whatever it is about."""
    wrong = [
        f"{name}: {response.get(name)}"
        for name, allowed in HEADERS.items()
        if response.get(name) not in allowed
    ]
    policy = response.get("Content-Security-Policy", "")
    if "default-src 'self'" not in policy or "unsafe" in policy or "http" in policy or "*" in policy:
        wrong.append(f"CSP: {policy}")
    if "no-store" not in response.get("Cache-Control", ""):
        wrong.append(f"Cache-Control: {response.get('Cache-Control')}")
    if "html" in response.get("Content-Type", ""):
        wrong += _strange_code(text_of(response))
    return wrong


def _strange_code(text: str) -> list[str]:
    wrong = [
        f"address {found}"
        for found in FOREIGN.findall(text)
        if not found.startswith((*OWN_ORIGINS, *NAMESPACES))
    ]
    return wrong + [f"inline {found.group()[:60]!r}" for found in INLINE.finditer(text)]


class LogWatch:
    """Counts the entries that are written into the log."""

    def __init__(self) -> None:
        self.entries = 0

    def __enter__(self) -> Self:
        self.watching = connection.execute_wrapper(self._see)
        self.watching.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self.watching.__exit__(*raised)  # type: ignore[arg-type]

    def _see(self, execute: Any, sql: str, *more: Any) -> Any:
        self.entries += sql.startswith(f'INSERT INTO "{AuditEntry._meta.db_table}"')
        return execute(sql, *more)


class Prober:
    """Asks as one person and compares each answer with the policy."""

    def __init__(self, world: World, person: str, policy: dict[str, Line] | None = None) -> None:
        self.world, self.person = world, person
        self.browser = world.browsers[person]
        self.policy = policy or POLICY
        self.tally = Tally()
        self.kept: dict[tuple[str, str], Any] = {}

    def may(self, page: Page, target: Target) -> bool:
        """Whether the policy gives us anything to read or write here."""
        line = self.policy[page.name]
        known = words(self.person, target.name, str(target.parts.get("district", "")))
        return bool(known & ((line.read or NOBODY) | (line.write or NOBODY)))

    def ask(self, page: Page, target: Target, method: str) -> None:
        """Ask for one thing and note what is wrong with the answer."""
        url = address(page, target)
        with LogWatch() as log:
            response = send(self.browser, method, url)
        self.tally.asked += 1
        said = [*carelessness(response), *self._leaks(response)]
        line = self.policy[page.name]
        known = words(self.person, target.name, str(target.parts.get("district", "")))
        may = {"GET": line.read, "HEAD": line.read, "POST": line.write}.get(method)
        if self.may(page, target) and (may is None or known & may):
            said += self._as_allowed(response, line, known, method, log.entries)
        else:
            said += self._as_refused(response, page, target, line, method)
            if log.entries:
                said.append("a refusal left an entry in the log")
        self.tally.wrong += [f"{self.person} {method} {url} ({target.name}): {what}" for what in said]

    def _leaks(self, response: HttpResponseBase) -> list[str]:
        said = text_of(response).lower()
        secrets = self.world.secrets.items()
        found = [word for word, readers in secrets if word in said and self.person not in readers]
        return [f"tells {word}" for word in found if word not in response.wsgi_request.path.lower()]  # type: ignore[attr-defined]

    def _as_allowed(
        self, response: HttpResponseBase, line: Line, known: set[str], method: str, entries: int
    ) -> list[str]:
        status = response.status_code
        if method == "POST" and line.write is not None:
            led_away = status == 302 and response["Location"].startswith(LOG_IN_PAGE)
            return [] if status in {200, 302, 409, 422} and not led_away else [f"may write, but {status}"]
        is_offered = method in {"GET", "HEAD"} and line.read is not None
        if not is_offered:
            return [] if status in {404, 405} else [f"a method that nobody uses: {status}"]
        if status not in line.statuses and not (method == "HEAD" and status == 405):
            return [f"may read, but {status}"]
        return self._log_of(response, line, known, entries) if method == "GET" else []

    def _log_of(self, response: HttpResponseBase, line: Line, known: set[str], entries: int) -> list[str]:
        """Compare: a page that shows names is one reading, and one reading is one entry."""
        is_reading = response.status_code == 200 and bool(known & set(line.logged))
        self.tally.read += is_reading
        self.tally.logged += entries
        said = text_of(response).lower()
        wrong = [] if entries == is_reading else [f"{entries} entries in the log, {int(is_reading)} readings"]
        if not is_reading and any(secret in said for secret in self._names()):
            wrong.append("shows a name, which is no reading by the policy")
        return wrong

    def _names(self) -> list[str]:
        return [word for word in self.world.secrets if "-" not in word]

    def _as_refused(
        self, response: HttpResponseBase, page: Page, target: Target, line: Line, method: str
    ) -> list[str]:
        status = response.status_code
        if (
            target.parts.get("district") == NOWHERE
            or line.read == EVERYBODY
            or self.person
            not in (
                "anonymous",
                "inactive",
            )
        ):
            wrong = [] if status in {404, 405} else [f"refused with {status}"]
            return wrong or self._like_nothing(response, page, target, method)
        wanted = f"{LOG_IN_PAGE}?next={quote(response.wsgi_request.get_full_path(), safe='/')}"  # type: ignore[attr-defined]
        if status == 405 and method not in {"GET", "POST"}:
            return self._like_nothing(response, page, target, method)
        is_led = status == 302 and response["Location"] == wanted
        return [] if is_led else [f"not led to the log-in but {status} {response.get('Location', '')}"]

    def _like_nothing(self, response: HttpResponseBase, page: Page, target: Target, method: str) -> list[str]:
        """Compare a refusal with the answer to an address of the same shape where there is nothing."""
        there = [
            other for other in self.world.targets[self.policy[page.name].about] if other.name == "missing"
        ]
        url = address(page, self._emptied(target, there[0])) if there else self._elsewhere(target)
        key = (method, url)
        if key not in self.kept:
            self.kept[key] = shape(send(self.browser, method, url))
        return [] if shape(response) == self.kept[key] else ["differs from what does not exist"]

    def _emptied(self, target: Target, missing: Target) -> Target:
        """Return what does not exist beside a thing: of a mixture the inner part, else the thing itself."""
        own = {"district": target.parts["district"]}
        if target.name == "mixed":
            own["number"] = target.parts["number"]
        return Target("missing", missing.parts | own)

    def _elsewhere(self, target: Target) -> str:
        slug = target.parts.get("district", "")
        language = target.parts.get("language", "")
        return f"/{slug}/{language}/gibt-es-nicht/" if language else f"/{slug}/gibt-es-nicht/"
