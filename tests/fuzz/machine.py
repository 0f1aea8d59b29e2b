"""Sending nasty input to every form, parameter and address, and judging what comes back."""

import functools
import itertools
import random
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.urls import reverse

from kim.core.tenancy import district_scope
from kim.districts.models import District, DistrictOwned
from tests.access.policy import LOG_IN, NOBODY, POLICY, words
from tests.access.probing import address, carelessness, pages, targets_of, text_of
from tests.access.things import ABROAD, HOME, World
from tests.fuzz import nasty
from tests.fuzz.pages import Field, Form, read

FORM_TYPE = "application/x-www-form-urlencoded"
#: Who is asked first to open a page; between them they may use every page.
CAST = ("anna", "dora", "administrator", "auditor", "assistant", "ben", "receiver", "carla", "anonymous")
KEPT = "Bleibt stehen"
#: Fields of one form that come in one round; other fields come in other rounds.
TURNS_OF_A_FORM = 6
#: Fields of forms that a page shows only in some state.
UNSEEN = {
    "": [Field("version", "hidden", "1")],
    "cases:handover_answer": [Field("answer", "submit", "accept", ["accept", "return"])],
    "retention:release": [Field("count", "text", "1")],
}
#: What a page may answer to whatever is sent.
CALM = {200, 301, 302, 400, 403, 404, 405, 409, 413, 415, 422, 429}


@dataclass
class Found:
    """A form with the person who may send it, or a page with its parameters."""

    person: str
    form: Form
    parameters: list[str] = field(default_factory=list)


@dataclass
class Report:
    """What was sent and what went wrong."""

    sent: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    kept: int = 0
    wrong: list[str] = field(default_factory=list)


def doors(world: World) -> list[tuple[str, str, str]]:
    """Return for every page that can be opened: its name, a person who may, the address."""
    found = []
    for page in pages():
        if page.name in LOG_IN:
            if "pk" not in page.parts:
                people = ("anonymous", "anna") if page.name == "account_login" else ("anna",)
                found += [(page.name, person, reverse(page.name)) for person in people]
            continue
        found += _doors_of(world, page)
    return found


def _doors_of(world: World, page: Any) -> list[tuple[str, str, str]]:
    line, found = POLICY[page.name], []
    for target in targets_of(page, world):
        slug = str(target.parts.get("district", ""))
        if slug == ABROAD:
            continue
        known = {person: words(person, target.name, slug) for person in CAST}
        may = [person for person in CAST if known[person] & (line.read or line.write or NOBODY)]
        found += [(page.name, person, address(page, target)) for person in may[:2]]
    return found


def explore(world: World) -> list[Found]:
    """Open every page and return the forms on it, one of each shape, and the page itself."""
    found: dict[Any, Found] = {}
    for name, person, url in doors(world):
        if name in POLICY and POLICY[name].write:
            form = Form(url, "post", {each.name: each for each in UNSEEN.get(name, UNSEEN[""])})
            found.setdefault((name, "bare"), Found(person, form))
        if name in POLICY and POLICY[name].read is None:
            continue
        response = world.browsers[person].get(url)
        path = urlsplit(url).path
        page = read(text_of(response), path) if "html" in response.get("Content-Type", "") else None
        parameters = sorted(page.parameters) if page else []
        found.setdefault((name, person), Found(person, Form(path, "get"), parameters))
        for form in page.forms if page else []:
            shape = (
                person,
                form.method,
                tuple(form.fields),
                urlsplit(form.action).path.rstrip("0123456789/"),
            )
            found.setdefault(shape, Found(person, form))
    return list(found.values())


@functools.cache
def _counting_query() -> str:
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, DistrictOwned)]
    return " UNION ALL ".join(
        f"SELECT '{table}', count(*) FROM \"{table}\" WHERE district_id = %(district)s"  # noqa: S608
        for table in tables
    )


def rows_abroad() -> list[Any]:
    """Return how many rows the other district has."""
    abroad = District.objects.get(slug=ABROAD)
    with district_scope(abroad), connection.cursor() as cursor:
        cursor.execute(_counting_query(), {"district": abroad.pk})
        return sorted(cursor.fetchall())


@functools.cache
def _crossing_query() -> str:
    """Return the query for rows that point at a row which is not in their own district, by name of the column."""
    queries = []
    for model in apps.get_models():
        for each in model._meta.concrete_fields if issubclass(model, DistrictOwned) else ():
            other = each.related_model
            if other is None or not issubclass(other, DistrictOwned):
                continue
            table, there, key = model._meta.db_table, other._meta.db_table, other._meta.pk.column
            # Names of tables and columns come from models, never from people.
            queries.append(
                f'SELECT \'{table}.{each.column}\' FROM "{table}" a LEFT JOIN "{there}" b '  # noqa: S608
                f'ON a."{each.column}" = b."{key}" WHERE a."{each.column}" IS NOT NULL '
                f'AND (b."{key}" IS NULL OR a.district_id <> b.district_id)'
            )
    return " UNION ALL ".join(queries)


def crossings() -> list[str]:
    """Return the columns by which the own district points at something outside of it."""
    with district_scope(District.objects.get(slug=HOME)), connection.cursor() as cursor:
        cursor.execute(_crossing_query())
        return sorted({label for (label,) in cursor.fetchall()})


class Machine:
    """Sends input after input and keeps the world as it was."""

    def __init__(self, world: World, found: list[Found], seed: int) -> None:
        self.world, self.found = world, found
        self.dice = random.Random(seed)
        self.report = Report()
        self.posts = [each for each in found if each.form.method == "post"]
        self.gets = [each for each in found if each.form.method == "get"]
        self.keepers = [each for each in self.posts if self._typed(each) and self._chosen(each)]
        self.own = [
            str(value)
            for family in world.targets.values()
            for each in family
            for value in each.parts.values()
        ]
        self.abroad = rows_abroad()
        self.turns = itertools.chain.from_iterable(self._turns() for _ in itertools.count())

    def _turns(self) -> list[tuple[Found, Field]]:
        """Return forms and fields in the order of their turn: every field, but no form more often than it deserves."""
        turns = []
        for each in self.posts:
            fields = list(each.form.fields.values())
            self.dice.shuffle(fields)
            turns += [(each, one) for one in fields[:TURNS_OF_A_FORM]]
        self.dice.shuffle(turns)
        return turns

    def run(self, inputs: int) -> Report:
        """Send so many inputs."""
        for _ in range(inputs):
            kind = self.dice.random()
            if kind < 0.60:
                self.post()
            elif kind < 0.68:
                self.keep()
            elif kind < 0.86:
                self.ask()
            elif kind < 0.94:
                self.lose_the_way()
            else:
                self.mislabel()
        return self.report

    def post(self) -> None:
        """Send a form of which something is wrong."""
        found, target = next(self.turns)
        sent = nasty.body(self.dice, found.form, target, self.own)
        url = found.form.action
        self._send("form", found.person, "POST", url, sent.encode(), FORM_TYPE)

    def keep(self) -> None:
        """Send a form with typed text and one impossible choice; what was typed must still be there."""
        found = self.dice.choice(self.keepers)
        texts = {name: f"{KEPT} {number} & <b>" for number, name in enumerate(self._typed(found))}
        usual = found.form.usual() | texts | {self.dice.choice(self._chosen(found)): "gibt-es-nicht"}
        sent = "&".join(f"{nasty.encoded(name)}={nasty.encoded(text)}" for name, text in usual.items())
        response = self._send("text", found.person, "POST", found.form.action, sent.encode(), FORM_TYPE)
        if response.status_code in {200, 409, 422}:
            self.report.kept += 1
            said = text_of(response)
            lost = [name for name, text in texts.items() if escape(text) not in said]
            self._note([f"forgets {lost}"] if lost else [], f"POST {found.form.action} {sent[:300]}")

    @staticmethod
    def _typed(found: Found) -> list[str]:
        return [each.name for each in found.form.fields.values() if each.kind in {"text", "textarea"}]

    @staticmethod
    def _chosen(found: Found) -> list[str]:
        return [each.name for each in found.form.fields.values() if each.kind in {"select", "radio"}]

    def ask(self) -> None:
        """Open a page with parameters that make no sense."""
        found = self.dice.choice(self.gets)
        known = [*found.parameters, *found.form.fields]
        self._send(
            "query", found.person, "GET", found.form.action, query=nasty.query(self.dice, known, self.own)
        )

    def lose_the_way(self) -> None:
        """Open an address of which one part is something else."""
        found = self.dice.choice(self.found)
        parts = urlsplit(found.form.action).path.split("/")
        spoilt = self.dice.randrange(1, len(parts))
        new = nasty.value(self.dice, self.own)[:2000]
        # A part that is empty, or leads up, makes another address that exists.
        parts[spoilt] = new if new not in {"", "."} else "%20"
        self._send("address", found.person, self.dice.choice(("GET", "POST")), "/".join(parts))

    def mislabel(self) -> None:
        """Send a body that is not what its label says, by any method."""
        found = self.dice.choice(self.found)
        method = self.dice.choice(
            ("POST", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD")
        )
        kind = self.dice.choice(nasty.CONTENT_TYPES)
        extra = self.dice.choice(
            (
                {},
                {"HTTP_ACCEPT_LANGUAGE": "x" * 9_000},
                {"HTTP_COOKIE": "sessionid=" + "ä\x7f;" * 500},
                {"HTTP_X_FORWARDED_FOR": "keine, adresse"},
                {"HTTP_REFERER": "http://[::1"},
                {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "%zz"},
                {"HTTP_IF_MODIFIED_SINCE": "Thu, 99 Foo 99999 99:99:99 GMT"},
                {"HTTP_RANGE": "bytes=9-1"},
                {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest", "HTTP_ACCEPT": "application/json"},
                {"HTTP_AUTHORIZATION": "Basic %%%"},
            )
        )
        self._send(
            "label",
            found.person,
            method,
            found.form.action,
            self.dice.choice(nasty.BODIES),
            kind,
            extra=extra,
        )

    def _send(
        self,
        kind: str,
        person: str,
        method: str,
        url: str,
        sent: bytes = b"",
        content_type: str = "",
        query: str = "",
        extra: dict[str, str] | None = None,
    ) -> HttpResponseBase:
        browser = self.world.browsers[person]
        cookies = browser.cookies.copy()
        environment = {"QUERY_STRING": query.removeprefix("?"), "CONTENT_TYPE": content_type, **(extra or {})}
        with transaction.atomic(), transaction.atomic(using="keys"):
            response = browser.generic(method, url, sent, content_type=content_type, **environment)
            wrong = self._judge(response, method)
            transaction.set_rollback(True)
            transaction.set_rollback(True, using="keys")
        browser.cookies.clear()
        browser.cookies.update(cookies)
        self.report.sent[kind] += 1
        self.report.statuses[response.status_code] += 1
        self._note(wrong, f"{person} {method} {url}{query} {content_type} {sent[:600]!r} {extra or ''}")
        return response  # type: ignore[no-any-return]

    def _note(self, wrong: list[str], what: str) -> None:
        self.report.wrong += [f"{each}: {what}" for each in wrong]

    def _judge(self, response: Any, method: str) -> list[str]:
        status = response.status_code
        if status >= 500:
            raised = getattr(response, "exc_info", None)
            return [f"status {status} {raised[1]!r}" if raised else f"status {status}"]
        wrong = [] if status in CALM else [f"status {status}"]
        said = text_of(response)
        if "Traceback (most recent" in said:
            wrong.append("traceback")
        if "html" in response.get("Content-Type", "") and (status == 422 or "alert(1)" in said):
            wrong += [f"code {found}" for found in read(said, "/").code]
        return wrong + self._effects(response, method)

    def _effects(self, response: Any, method: str) -> list[str]:
        """Return what an accepted input did that it must not do."""
        if response.status_code not in {301, 302}:
            return []
        target = urlsplit(response["Location"])
        wrong = [f"leads to {response['Location']}"] if target.netloc not in {"", "testserver"} else []
        if method == "GET" or response.status_code == 301:
            return wrong
        if rows_abroad() != self.abroad:
            wrong.append("stored something in the other district")
        return wrong + [f"points out of the district: {label}" for label in crossings()]


def headers_of_refusals(world: World) -> list[str]:
    """Return what is wrong with the headers of answers to input that never reaches a view."""
    wrong = []
    for url in ("/%00/", "/probstadt/?a=%00", "/%FF/", "/probstadt/faelle/?page=%ED%A0%80"):
        response = world.browsers["anna"].get(url)
        wrong += [f"{url}: {each}" for each in carelessness(response)]
    return wrong
