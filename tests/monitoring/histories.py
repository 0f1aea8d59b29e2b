"""Random casework over some months, done through the verbs, and a second opinion on its figures.

The oracle reads no row: it keeps its own diary of what was done and asks it day by day.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import strategies as st

from kim.cases.actions import entries, lifecycle
from kim.cases.actions.opening import Person
from kim.core import dates
from tests.cast import make_case

FIRST, LAST = date(2026, 1, 28), date(2026, 4, 3)
PLACES = ("Lindenau", "Steinbach", "Sonnfeld")
AREAS = {"Lindenau": "nord", "Steinbach": "nord", "Sonnfeld": "sued"}
TRACKS = ("brief_advice", "case_management")
MONTHS = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1))
VERBS = (
    "open",
    "track",
    "move",
    "close",
    "reactivate",
    "consult",
    "contact",
    "internal",
    "withdraw",
    "twice",
)

steps = st.lists(
    st.tuples(
        st.sampled_from((0, 0, 1, 5, 11)),  # days since the step before
        st.sampled_from(VERBS),
        st.integers(0, 3),  # which case
        st.integers(0, 2),  # which place or person
    ),
    min_size=4,
    max_size=26,
)


@dataclass
class Diary:
    """One case as the oracle knows it: what it was at the end of each change, and what was entered."""

    person: int
    place: str
    track: str
    opened: date
    changes: list = field(default_factory=list)  # (day, verb, place, track, active) in order of doing
    entries: list = field(default_factory=list)  # [day, kind, place, track, withdrawn]
    twice: bool = False


class Story:
    """Does the steps and writes the diaries."""

    def __init__(self, lead, places):
        self.lead, self.places = lead, places
        self.cases, self.diaries, self.people = [], [], {}

    def run(self, plan):
        day = FIRST
        for wait, verb, which, value in plan:
            day = min(day + timedelta(days=wait), LAST)
            with dates.moved_clock(day):
                self.step(day, verb, which, value)
        return self

    def step(self, day, verb, which, value):
        if verb == "open" or not self.cases:
            self.open(day, which, value)
            return
        case, diary = self.cases[which % len(self.cases)], self.diaries[which % len(self.cases)]
        case.refresh_from_db()
        active = case.status == "active"
        if verb == "reactivate" and not active:
            lifecycle.reactivate_case(self.lead, case=case, version=case.version)
            self.write(diary, day, "reactivate")
            diary.twice = False
        elif active and verb not in {"reactivate", "open"}:
            getattr(self, verb)(day, case, diary, value)

    def write(self, diary, day, verb, *, active=True):
        diary.changes.append((day, verb, diary.place, diary.track, active))

    def open(self, day, which, value):
        known = self.people.get(which)
        people = [Person(client=known)] if known else [Person(given_name="Olena", family_name="Musterova")]
        track = TRACKS[value % 2]
        case = make_case(self.lead, self.places[PLACES[value]], people=people, track=track, opened_on=day)
        self.people[which] = case.members.get().client
        diary = Diary(which, PLACES[value], track, day)
        self.write(diary, day, "open")
        self.cases.append(case)
        self.diaries.append(diary)

    def track(self, day, case, diary, value):
        diary.track = TRACKS[value % 2]
        lifecycle.change_track(
            self.lead, case=case, version=case.version, track=diary.track, reason="mehr Bedarf"
        )
        self.write(diary, day, "track")

    def move(self, day, case, diary, value):
        if PLACES[value] == diary.place:
            return
        diary.place = PLACES[value]
        lifecycle.move_case(self.lead, case=case, version=case.version, municipality=self.places[diary.place])
        self.write(diary, day, "move")

    def close(self, day, case, diary, value, reason="goals_reached"):
        lifecycle.close_case(self.lead, case=case, version=case.version, closed_on=day, reason=reason)
        self.write(diary, day, "close", active=False)

    def twice(self, day, case, diary, value):
        self.close(day, case, diary, value, reason="recorded_twice")
        diary.twice = True

    def consult(self, day, case, diary, value):
        entries.record_consultation(self.lead, case=case, on=day, channel="phone")
        diary.entries.append([day, "consult", diary.place, diary.track, None])

    def note_of_kind(self, day, case, diary, kind):
        entry = entries.record_note(self.lead, case=case, on=day, kind=kind)
        diary.entries.append([day, kind, diary.place, diary.track, entry])

    def contact(self, day, case, diary, value):
        self.note_of_kind(day, case, diary, "call")

    def internal(self, day, case, diary, value):
        self.note_of_kind(day, case, diary, "internal")

    def withdraw(self, day, case, diary, value):
        for entry in diary.entries:
            if entry[4] is not None and entry[1] == "call":
                entries.withdraw_entry(
                    self.lead, entry=entry[4], version=entry[4].version, reason="falscher Fall"
                )
                diary.entries.remove(entry)
                return
        self.note_of_kind(day, case, diary, "call")


def territories_of(place):
    """The municipality, its area and the district as (level, name)."""
    return {("municipality", place), ("area", AREAS[place]), ("district", "")}


def days_of(month):
    day = month
    while day.month == month.month:
        yield day
        day += timedelta(days=1)


def at_end_of(diary, day):
    """(place, track) at the end of a day, None if the case is not active then."""
    changes = [change for change in diary.changes if change[0] <= day]
    return changes[-1][2:4] if changes and changes[-1][4] else None


def on_the_day(diary, day):
    """(place, track) that count for a day: that of its end, or of the closing if it closed that day."""
    present = at_end_of(diary, day)
    if present is None:
        closings = [change for change in diary.changes if change[0] == day and change[1] == "close"]
        return closings[-1][2:4] if closings else None
    return present


def figures(diaries, month):
    """Count a month from the diaries: {(level, name, measure, track): number}, tracks and the total."""
    counts, persons = Counter(), set()
    for diary in diaries:
        if not diary.twice:
            count_case(diary, month, counts, persons)
    for level_name, _ in persons:
        counts[(*level_name, "personen", "")] += 1
    return counts


def add(counts, place, measure, track, *, without=()):
    for level_name in territories_of(place) - set(without):
        counts[(*level_name, measure, "")] += 1
        if track:
            counts[(*level_name, measure, track)] += 1


def count_case(diary, month, counts, persons):
    final, last_in, where = None, {}, None
    for day in days_of(month):
        # A closing is a day of activity where it happened, even if the case went on that day.
        closings = [change[2:4] for change in diary.changes if change[0] == day and change[1] == "close"]
        for present in (*closings, on_the_day(diary, day)):
            if present is None:
                continue
            final = present[1]
            for level_name in territories_of(present[0]):
                last_in[level_name] = present[1]
                persons.add((level_name, diary.person))
        where = at_end_of(diary, day)
    for level_name, track in last_in.items():
        counts[(*level_name, "aktiv", "")] += 1
        counts[(*level_name, "aktiv", track)] += 1
    if where:
        add(counts, where[0], "bestand", where[1])
    count_changes(diary, month, final, counts)
    for day, kind, place, track, _ in diary.entries:
        if day.replace(day=1) == month and kind != "internal":
            add(counts, place, "beratungen" if kind == "consult" else "kontakte", track)


def count_changes(diary, month, final, counts):
    before = None
    for day, verb, place, track, _ in diary.changes:
        if day.replace(day=1) == month:
            if verb == "open":
                add(counts, place, "neu", final)
            elif verb == "reactivate":
                add(counts, place, "wieder", final)
            elif verb == "close":
                add(counts, place, "abgeschlossen", track)
            elif verb == "move":
                add(counts, place, "zugezogen", "", without=territories_of(before))
                add(counts, before, "weggezogen", "", without=territories_of(place))
        before = place
