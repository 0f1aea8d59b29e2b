"""What people do all day, as requests through the whole stack."""

import functools
import uuid
from collections.abc import Callable
from datetime import date
from itertools import cycle
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from kim.accounts.models import Membership
from kim.cases.models import Case, CaseStatus, Client, Consultation, Track
from kim.cases.search import memory as remembered_names
from kim.core import dates
from kim.core.sealing import open_sealed
from kim.core.tenancy import district_scope
from kim.districts.models import District, LifeDomain, Municipality
from kim.monitoring.queries.reading import calendar, figures_of
from scripts.benchmark import raw
from scripts.benchmark.timing import Operation

ANSWERED = (200, 302)


class Desk:
    """A signed-in case manager of the first district with the addresses and rows that the operations need."""

    def __init__(self, member: Membership | None = None) -> None:
        """Sign in and look up; without a member as the first of the district's."""
        self.district = District.objects.order_by("pk")[0]
        self.browser, self.public = Browser(), Browser()
        with district_scope(self.district):
            self.member = member or Membership.objects.select_related("user").order_by("pk")[0]
            active = Case.objects.filter(
                lead=self.member, status=CaseStatus.ACTIVE, track=Track.CASE_MANAGEMENT
            )
            self.cases: list[Case] = list(active.order_by("-number")[:150])
            self.topics = list(LifeDomain.objects.order_by("position"))
            self.places = [place.ags for place in Municipality.objects.order_by("ags")]
            # Rows copied by plain SQL cannot be opened, so they go to cases of a colleague, which nobody reads here.
            elsewhere = Consultation.objects.exclude(case__lead=self.member).order_by("pk")
            self.copied = list(elsewhere.values_list("pk", "case_id")[:200])
            self.calendar = calendar()
        self.browser.force_login(self.member.user)

    def url(self, name: str, **parts: Any) -> str:
        """Return an address in the district."""
        return reverse(name, kwargs={"district": self.district.slug, **parts})

    def case(self, number: int) -> Case:
        """Return another case each time."""
        return self.cases[number % len(self.cases)]

    def get(self, address: str, **query: str) -> HttpResponse:
        """Get a page and make sure that it came."""
        return answered(self.browser.get(address, query))

    def in_district(self, call: Callable[..., Any]) -> Callable[[int], Any]:
        """Return a function that runs a call inside the district."""

        def run(number: int) -> Any:
            with district_scope(self.district):
                return call(number)

        return run


def answered(response: Any) -> HttpResponse:
    """Return the answer; an error or a form with errors is no measurement."""
    if response.status_code not in ANSWERED:
        text = response.content.decode(errors="replace")[:2000]
        raise RuntimeError(f"{response.request['PATH_INFO']}: {response.status_code}\n{text}")
    return response  # type: ignore[no-any-return]


def _stored(pk: uuid.UUID) -> Any:
    return pk if connection.vendor == "postgresql" else pk.hex


def empty_pages(desk: Desk) -> list[Operation]:
    """The two pages to compare with: the framework's and the product's frame."""
    return [
        Operation("empty page of the framework, signed in (F0)", lambda _: desk.get("/leer/")),
        Operation(
            "empty page of the product (frame, rights, navigation)",
            lambda _: desk.get(f"/{desk.district.slug}/leer/"),
        ),
    ]


def case_operations(desk: Desk) -> list[Operation]:
    """List, page, saving."""
    address = desk.url("cases:case_list")
    filters = {"track": Track.CASE_MANAGEMENT, "status": CaseStatus.ACTIVE}
    return [
        Operation(
            "case list, first page, filtered",
            lambda _: desk.get(address, **filters),
            factor=5,
            raw=desk.in_district(lambda _: raw.case_list(desk.district.pk, desk.member.pk)),
        ),
        Operation(
            "case page with 10 consultations",
            lambda number: desk.get(desk.url("cases:case_detail", number=desk.case(number).number)),
            factor=5,
            raw=desk.in_district(lambda number: raw.case_page(desk.case(number).number)),
        ),
        Operation(
            "save a consultation, audit entry included",
            functools.partial(_save, desk),
            factor=3,
            raw=desk.in_district(functools.partial(_save_raw, desk)),
        ),
    ]


def _save(desk: Desk, number: int) -> None:
    # From the other end of the list, so that the pages above keep their ten consultations.
    case = desk.case(-1 - number // 10)
    data = {
        "on": f"{dates.today():%d.%m.%Y}",
        "channel": "phone",
        "topics": desk.topics[number % len(desk.topics)].code,
        "note": "Unterlagen durchgesehen; nächster Termin in zwei Wochen.",
        "form_nonce": str(uuid.uuid4()),
    }
    response = desk.browser.post(desk.url("cases:case_detail", number=case.number), data)
    if response.status_code != 302:
        raise RuntimeError(f"The consultation was not saved: {response.status_code}")


def _save_raw(desk: Desk, number: int) -> None:
    entry, case = desk.copied[number]
    raw.save_consultation(_stored(case), _stored(entry), desk.topics[number % 8].pk, desk.district.pk)


def month_operations(desk: Desk) -> list[Operation]:
    """The figures of a month that is over and of the one that runs."""
    address = desk.url("monitoring:month_table")
    frozen = max(desk.calendar.frozen)
    running = desk.calendar.running
    return [
        Operation(
            "month table, frozen month",
            lambda _: desk.get(address, monat=f"{frozen:%Y-%m}"),
            factor=3,
            raw=desk.in_district(lambda _: raw.frozen_month(frozen)),
        ),
        Operation(
            "month table, frozen month, its data only",
            desk.in_district(lambda _: _figures(desk, frozen)),
            raw=desk.in_district(lambda _: raw.frozen_month(frozen)),
            raw_factor=1.2,
        ),
        Operation(
            "month table, running month", lambda _: desk.get(address, monat=f"{running:%Y-%m}"), factor=3
        ),
    ]


def _figures(desk: Desk, month: date) -> None:
    figures_of(desk.district, month, desk.calendar.frozen[month])


def public_operations(desk: Desk) -> list[Operation]:
    """The form of the public, in German."""
    address = desk.url("public:request", language="de")
    return [
        Operation(
            "public form, get with the card of a place",
            lambda number: answered(desk.public.get(address, {"ort": desk.places[number % 8]})),
            factor=3,
        ),
        Operation("public form, post", functools.partial(_ask, desk, address), factor=3),
    ]


def _ask(desk: Desk, address: str, number: int) -> None:
    data = {
        "ort": desk.places[number % 8],
        "name": "Olena Musterova",
        "contact": "0171 0000000",
        "wish": "vormittags",
        "form_nonce": str(uuid.uuid4()),
    }
    # Each request comes from another address, as forty an hour are allowed from one.
    response = desk.public.post(address, data, REMOTE_ADDR=f"10.7.{number // 200}.{number % 200 + 1}")
    if response.status_code != 302:
        raise RuntimeError(f"The request was not taken: {response.status_code}")


def paper_operations(desk: Desk) -> list[Operation]:
    """Concepts on page and paper."""

    def get(name: str, **parts: str) -> Callable[[int], Any]:
        return lambda _: desk.get(desk.url(name, **parts))

    place = {"territory": desk.places[0]}
    return [
        Operation("list of concepts", get("action_plans:plan_list")),
        Operation("concept of a municipality, page", get("action_plans:plan_detail", **place)),
        Operation("concept of a municipality, PDF", get("papers:plan_pdf", **place)),
        Operation("whole concept, PDF", get("papers:whole_pdf"), limit=3_000),
        Operation("whole concept, Word", get("papers:whole_docx"), limit=3_000),
    ]


def start_page(desk: Desk) -> list[Operation]:
    """What everybody sees first."""
    return [Operation("start page", lambda _: desk.get(desk.url("workspace:start")))]


def misspelt(name: str, number: int) -> str:
    """Return a name with two neighbouring letters exchanged."""
    place = 1 + number % (len(name) - 3)
    return f"{name[:place]}{name[place + 1]}{name[place]}{name[place + 2 :]}"


def search_operations(desk: Desk, *, bar: bool = True) -> list[Operation]:
    """Search of a misspelt name; with and without remembered names."""
    with district_scope(desk.district):
        people = list(Client.objects.order_by("pk")[:200])
        open_sealed(people)
    names = cycle(person.full_name for person in people)
    address = desk.url("workspace:search")

    def search(number: int) -> None:
        answered(desk.browser.post(address, {"q": misspelt(next(names), number)}))

    def search_cold(number: int) -> None:
        remembered_names.forget_all()
        search(number)

    return [
        Operation("search of a misspelt name", search, limit=30 if bar else None),
        Operation("the same in a process that remembers no name", search_cold),
    ]
