"""Kept states of concepts, and the content of a concept on any day."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from kim.action_plans.models import PlanState
from kim.action_plans.papers.content import Content, content_of, contents_of, territories_of
from kim.action_plans.rules.words import day_de
from kim.core import dates
from kim.districts.models import District
from kim.districts.territory import Territory
from kim.network.models import Agreement

DRAFT: Final = str(Agreement.State.DRAFT.label)


class NotKnown(LookupError):
    """The concept on a day is not known; the message is German and meant for the person who asked."""


def digest_of(content: Content) -> str:
    """Return the SHA-256 of a content's canonical JSON: the same for the same content in any order of keys."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def states_of(territory: Territory) -> QuerySet[PlanState]:
    """Return the kept states of a concept, newest first."""
    kept: QuerySet[PlanState] = PlanState.objects.filter(municipality=territory.municipality)
    return kept.select_related("municipality", "released_by__user").order_by("-as_of", "-pk")


def latest_release(territory: Territory) -> PlanState | None:
    """Return the version released last."""
    return states_of(territory).filter(is_release=True).first()


@dataclass(frozen=True)
class Released:
    """A concept with the version released last, if there is one."""

    territory: Territory
    state: PlanState | None


def latest_releases(district: District, released: QuerySet[PlanState]) -> list[Released]:
    """Return each concept of the district, its own first, with the newest of the given releases; three queries."""
    newest = dict(released.order_by("as_of", "pk").values_list("municipality_id", "pk"))
    states = {state.municipality_id: state for state in released.filter(pk__in=newest.values())}
    return [
        Released(territory, states.get(territory.municipality.pk if territory.municipality else None))
        for territory in territories_of(district)
    ]


def latest_digests() -> dict[int | None, str]:
    """Return by municipality the digest of the state kept last; one query."""
    rows = PlanState.objects.order_by("as_of", "pk").values_list("municipality_id", "digest")
    return dict(rows)


def content_on(territory: Territory, day: date) -> Content:
    """Return a concept as it was at the end of a day, today as it is now; NotKnown if nothing was kept by then."""
    if _is_today(day):
        return content_of(territory, day)
    state = states_of(territory).filter(as_of__lte=day).first()
    if state is None:
        raise NotKnown(_nothing_kept(territory, day))
    return kept_content(state)


def contents_on(district: District, day: date) -> dict[str, Any]:
    """Return the whole as it was on a day; NotKnown if of one of its concepts nothing was kept by then."""
    if _is_today(day):
        return contents_of(district, day)
    rows = (
        PlanState.objects.filter(as_of__lte=day).order_by("as_of", "pk").values_list("municipality_id", "pk")
    )
    latest = dict(rows)
    kept = PlanState.objects.in_bulk(latest.values())
    found = [_of_kept(territory, latest, kept, day) for territory in territories_of(district)]
    return {"as_of": day.isoformat(), "district": found[0], "municipalities": found[1:]}


def _of_kept(territory: Territory, latest: dict[Any, int], kept: dict[int, PlanState], day: date) -> Content:
    place = territory.municipality
    state = kept.get(latest.get(place.pk if place else None, 0))
    if state is None:
        raise NotKnown(_nothing_kept(territory, day))
    return kept_content(state)


def _is_today(day: date) -> bool:
    today = dates.today()
    if day > today:
        raise NotKnown(f"Der {day:%d.%m.%Y} liegt in der Zukunft.")
    return day == today


def _nothing_kept(territory: Territory, day: date) -> str:
    return f"{territory.full_name}: Für den {day:%d.%m.%Y} ist kein Stand des Handlungskonzepts bekannt."


def kept_content(state: PlanState) -> Content:
    """Return the content of a kept state as it may be read today.

    - Figures stand in the order they had: databases forget the order of keys.
    - Version 0.2.0 kept drafts of agreements too. They are nobody's but those who work on them, and states cannot be
      changed, so they are left out here.
    """
    content: Content = dict(state.content)
    agreed = [row for row in content["agreements"] if row["state"] != DRAFT]
    if len(agreed) < len(content["agreements"]):
        content["agreements"] = agreed
        light = content["completeness"].get("agreements", {})
        words = [word for word in light.get("text", "").split(", ") if not word.endswith(f" {DRAFT}")]
        content["completeness"] = {
            **content["completeness"],
            "agreements": {**light, "text": ", ".join(words)},
        }
    labels = sorted(content["indicator_labels"].items(), key=lambda pair: pair[1]["position"])
    content["indicator_labels"] = dict(labels)
    figures = content["indicators"]
    content["indicators"] = {code: figures[code] for code, _ in labels if code in figures}
    return content


def status_of(state: PlanState) -> str:
    """Return what a paper says about the version it is printed from."""
    if not state.is_release:
        return f"Stand vom {state.as_of:%d.%m.%Y}, nicht freigegeben"
    return f"Freigegebene Fassung vom {state.as_of:%d.%m.%Y}" + (f": {state.note}" if state.note else "")


def name_of(state: PlanState, *, with_time: bool = False) -> str:
    """Return what a kept state is called in a list; with the time of day where its day has several."""
    when = f"{state.as_of:%d.%m.%Y}"
    if with_time:
        when += f", {dates.local_time(state.written_at):%H:%M} Uhr"
    if not state.is_release:
        return when
    return f"{when}, freigegeben" + (f": {state.note}" if state.note else "")


def names_of(states: Iterable[PlanState]) -> list[tuple[str, str]]:
    """Return key and name of states to choose from; those of one day are told apart."""
    shown = list(states)
    per_day = Counter(state.as_of for state in shown)
    return [(str(state.pk), name_of(state, with_time=per_day[state.as_of] > 1)) for state in shown]


def file_name(content: Content, as_of: str) -> str:
    """Return the name of a downloaded file without its ending."""
    return f"Handlungskonzept {content['full_name']} {day_de(as_of)}"
