"""A process that is killed while it writes loses nothing that it acknowledged, and leaves nothing half done."""

import os
import random
import time

import pytest

# DRILLS=long is the long version: two hundred kills take minutes.
pytestmark = pytest.mark.slow
LONG = os.environ.get("DRILLS") == "long"
KILLS = {"sqlite": 200 if LONG else 30, "postgresql": 100 if LONG else 10}
STOPS = 10 if LONG else 3
CONTROL_KILLS = 2
FAULTS = ("lost", "torn", "doubled", "never_tried", "died_alone")
CLEAN = dict.fromkeys(FAULTS, 0)


def numbers(said, what):
    return {int(line.split()[1]) for line in said if line.startswith(what)}


def faults(tally):
    return {name: tally[name] for name in FAULTS}


def test_nothing_acknowledged_is_lost_torn_or_doubled(installation, vendor, record_property):
    tally = installation.run("kills", kills=KILLS[vendor], seed=random.randrange(10**6))
    record_property("tally", str(tally))
    print(tally)
    assert (faults(tally), tally["broken"]) == (CLEAN, [])
    assert tally["kills"] <= tally["acknowledged"] <= tally["written"]


@pytest.mark.parametrize(
    ("way", "fault"), [("too early", "lost"), ("in two pieces", "torn"), ("without nonce", "doubled")]
)
def test_the_drill_notices_a_writer_that_does_it_wrongly(another_installation, way, fault):
    tally = another_installation.run("kills", kills=CONTROL_KILLS, seed=3, way=way)
    assert tally[fault] > 0


@pytest.mark.postgres
def test_a_server_that_stops_at_once_loses_nothing(request, vendor, installation):
    cluster = request.getfixturevalue("cluster")
    case = installation.run("kills", task="open")
    tried, acknowledged = set(), set()
    for _ in range(STOPS):
        with installation.start("writer", case=case, first=max(tried, default=0) + 1) as writer:
            said = [next(writer.stdout).decode() for _ in range(8)]
            time.sleep(random.uniform(0, 0.1))
            cluster.stop(immediately=True)
            said += [line.decode() for line in writer.stdout]
        cluster.start()
        tried |= numbers(said, "tried")
        acknowledged |= numbers(said, "acknowledged")
    seen = installation.run(
        "kills", task="examine", case=case, acknowledged=sorted(acknowledged), tried=sorted(tried)
    )
    assert (seen["lost"], seen["torn"], seen["doubled"], seen["never_tried"], seen["broken"]) == (
        0,
        0,
        0,
        0,
        [],
    )
    assert len(acknowledged) >= STOPS * 3
