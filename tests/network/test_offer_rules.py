"""When an offer calls, where the matrix has gaps and double structures, and which addresses are asked at all."""

import contextlib
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kim.core import dates
from kim.core.tenancy import current_district_id
from kim.network.models import Offer
from kim.network.offers import links, outside
from kim.network.offers.links import check_links, problem_of
from kim.network.offers.outside import Limits, OutsideError, ask, is_public
from kim.network.offers.reading import Unreadable, link_of, plain_text, read_locations
from kim.network.offers.rules import Counted, Upkeep, matrix, reminders_of, widest_gaps
from tests.cast import TODAY
from tests.network.offer_fixtures import make_offer

DAY = timedelta(days=1)


def codes(**known):
    return [each.code for each in reminders_of(Upkeep(**{"confirmed_on": TODAY} | known), TODAY)]


@pytest.mark.parametrize(
    ("known", "called"),
    [
        ({}, []),
        ({"funding_ends_on": TODAY + 91 * DAY}, []),
        ({"funding_ends_on": TODAY + 90 * DAY}, ["funding"]),
        ({"funding_ends_on": TODAY - DAY}, ["funding"]),
        ({"confirmed_on": None}, ["unconfirmed"]),
        ({"confirmed_on": TODAY - 364 * DAY}, []),
        ({"confirmed_on": TODAY - 365 * DAY}, ["unconfirmed"]),
        ({"missing_since": TODAY}, []),
        ({"missing_since": TODAY, "confirmed_on": TODAY - DAY}, ["gone"]),
        ({"link_problem": "Fehler 500."}, ["link"]),
    ],
)
def test_an_offer_calls(known, called):
    assert codes(**known) == called


def test_ended_funding_is_more_urgent_than_funding_that_ends():
    kinds = [
        reminders_of(Upkeep(funding_ends_on=TODAY + days * DAY, confirmed_on=TODAY), TODAY)[0].kind
        for days in (-1, 0)
    ]
    assert kinds == ["danger", "warning"]


def counted(place, *groups, topic="wohnen"):
    return Counted(place, frozenset({topic}), frozenset(groups))


def cell(offers, group="", place="a"):
    return matrix(offers, ["wohnen"], ["a", "b"], group)["wohnen"][place]


def test_what_holds_in_the_whole_district_counts_everywhere():
    offers = [counted("a"), counted(None)]
    assert [(cell(offers, place=p).offers, cell(offers, place=p).district_wide) for p in "ab"] == [
        (2, 1),
        (1, 1),
    ]


def test_a_target_group_has_its_own_offers_and_those_for_all():
    offers = [counted("a", "women"), counted("a"), counted("a", "youth")]
    assert [cell(offers, group).offers for group in ("", "women", "workers")] == [3, 2, 1]


@pytest.mark.parametrize(
    ("offers", "group", "double"),
    [
        ([counted("a", "women")] * 3, "", True),
        ([counted("a", "women")] * 2, "", False),
        ([counted("a")] * 3, "", True),
        ([counted("a", "women"), counted("a", "youth"), counted("a")], "", False),
        ([counted("a", "women"), counted("a", "women"), counted("a")], "women", True),
        ([counted("a")] * 2 + [counted(None)], "", False),
        ([counted("a", "women", "youth")] * 3, "youth", True),
    ],
)
def test_double_structures_have_topic_and_target_group_in_common(offers, group, double):
    assert cell(offers, group).double is double


def test_the_widest_gap_comes_first():
    cells = matrix(
        [counted("a", topic="sprache"), counted(None, topic="beruf")],
        ["sprache", "wohnen", "beruf"],
        ["a", "b"],
    )
    assert widest_gaps(cells) == [("wohnen", ["a", "b"]), ("sprache", ["b"])]


# --- what Integreat says is text, whatever it is


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body):
    with contextlib.suppress(Unreadable):
        read_locations(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "title", "location", "contacts", "url", "town"]), inner)
    ),
    max_leaves=20,
)


@given(st.lists(JSON, max_size=4))
def test_any_json_is_read_entry_by_entry(entries):
    reading = read_locations(json.dumps(entries).encode())
    assert len(reading.locations) + len(reading.left_out) == len(entries)


@given(st.text())
def test_no_link_leads_anywhere_but_the_web(text):
    assert link_of(text) == "" or link_of(text).startswith(("http://", "https://", "HTTP", "Http"))


def test_plain_text_keeps_lines_and_loses_the_rest():
    assert plain_text("<p>Eins</p>\n<p>Zwei<br>Drei</p><ol><li>a</li><li>b</li></ol>") == (
        "Eins\nZwei\nDrei\n– a\n– b"
    )
    assert "<script" not in plain_text("<scr<script>ipt>x</script>1 < 2 &amp; 3")


def test_halves_of_signs_and_nul_are_left_out():
    body = b'[{"title": "\\ud800Rat\\u0000", "content": "<p>\\udfffEins</p>", "location": {"id": 1}}]'
    location = read_locations(body).locations["1"]
    assert (location.name, location.description) == ("Rat", "Eins")


def test_no_answer_is_too_long_to_be_handled():
    assert len(read_locations(json.dumps([{}] * 5_000).encode()).left_out) == 500
    with pytest.raises(Unreadable, match="5000"):
        read_locations(json.dumps([{}] * 5_001).encode())


# --- whom we ask


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - an address that must not be asked
        ("224.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("4000::1", False),
    ],
)
def test_internal_networks_are_not_asked(address, public):
    assert is_public(address) is public


def test_outside_of_tests_internal_servers_and_plain_http_are_refused(settings, integreat):
    settings.MODE = "production"
    with pytest.raises(OutsideError, match="https"):
        ask(integreat.url, limits=Limits())
    with pytest.raises(OutsideError, match="internes Netz"):
        ask(integreat.url, limits=Limits(https_only=False))
    assert "internes Netz" in problem_of("http://127.0.0.1/")
    assert "anderen Port" in problem_of("http://93.184.216.34:22/")
    assert integreat.questions == []


@pytest.mark.parametrize(
    "url", ["ftp://x.example", "https://", "https://a:b@x.example", "https://x:99999", "x"]
)
def test_what_is_no_address_of_the_web_is_not_asked(url):
    with pytest.raises(OutsideError, match="keine Internetadresse"):
        ask(url, limits=Limits())


def test_no_redirect_leads_to_another_server(integreat):
    integreat.answers(b"", 302, Location="http://localhost:9/api")
    with pytest.raises(OutsideError, match="anderen Server"):
        ask(integreat.url, limits=Limits())
    integreat.answers(b"", 302, Location="/wieder")
    with pytest.raises(OutsideError, match="zu oft"):
        ask(integreat.url, limits=Limits())
    assert len(integreat.questions) == 2 + outside.REDIRECTS


def test_a_name_with_many_addresses_is_tried_three_times_within_the_time(monkeypatch):
    entry = (outside.socket.AF_INET, outside.socket.SOCK_STREAM, 6, "", ("127.0.0.1", 9))
    monkeypatch.setattr(outside.socket, "getaddrinfo", lambda *_, **__: [entry] * 10)
    tried = []

    class Silent:
        def __init__(self, *_):
            pass

        def settimeout(self, seconds):
            tried.append(seconds)

        def connect(self, _):
            outside.time.sleep(0.05)
            raise TimeoutError

        def close(self):
            pass

    monkeypatch.setattr(outside.socket, "socket", Silent)
    with pytest.raises(OutsideError, match="zu langsam"):
        ask("http://viele.example", limits=Limits(step=1, whole=0.5, https_only=False))
    assert len(tried) == 3
    assert 0.5 >= tried[0] > tried[1] > tried[2]


def test_an_answer_that_drips_is_cut_at_the_deadline(integreat):
    integreat.pause = 0.6
    with pytest.raises(OutsideError, match="zu langsam"):
        ask(integreat.url, limits=Limits(step=5, whole=0.3))


# --- pages of offers


@pytest.fixture
def offer(clock, scoped, lindenau, integreat):
    return make_offer(scoped, lindenau, url=f"{integreat.url}/seite")


def look(offer, day=TODAY):
    with dates.moved_clock(day):
        check_links(offer.district)
    offer.refresh_from_db()
    return offer.link_failures, offer.link_problem


def test_a_page_is_broken_after_two_nights(offer, integreat):
    integreat.answers(b"", 500)
    assert look(offer) == (1, "")
    assert look(offer) == (1, "")
    assert look(offer, TODAY + DAY) == (2, "Fehler 500.")
    integreat.answers(b"ok")
    assert look(offer, TODAY + 2 * DAY) == (0, "")


def test_a_page_is_asked_once_a_night_for_all_who_name_it(offer, scoped, integreat):
    make_offer(scoped, None, "Zweites", url=offer.url)
    make_offer(scoped, None, "Beendet", url=f"{offer.url}/x", ended_on=TODAY - DAY)
    make_offer(scoped, None, "Vorschlag", url=f"{offer.url}/y", listing=Offer.Listing.PROPOSED)
    look(offer)
    look(offer)
    assert [(method, path) for method, path, _ in integreat.questions] == [("HEAD", "/seite")]


@pytest.mark.parametrize(
    ("status", "said"), [(200, ""), (403, ""), (404, "gibt es nicht mehr"), (410, "nicht mehr"), (503, "503")]
)
def test_what_is_wrong_with_a_page(integreat, status, said):
    integreat.answers(b"x", status)
    problem = problem_of(integreat.url)
    assert said in problem
    assert bool(problem) is bool(said)


def test_a_long_page_is_there(integreat, monkeypatch):
    monkeypatch.setattr(links, "NOT_FOR_HEAD", frozenset({200}))
    integreat.answers(b"x" * 300_000)
    assert problem_of(integreat.url) == ""


def test_the_demo_asks_nobody(offer, integreat, settings):
    settings.MODE = "demo"
    look(offer)
    assert integreat.questions == []


def test_a_page_that_breaks_the_look_stops_no_other(offer, scoped, integreat, monkeypatch, caplog):
    other = make_offer(scoped, None, "Zweites", url=f"{integreat.url}/zwei")

    def ask_or_break(url, **options):
        if url == offer.url:
            raise ValueError("unerwartet")
        return ask(url, **options)

    monkeypatch.setattr(links, "ask", ask_or_break)
    assert look(offer) == (1, "")
    other.refresh_from_db()
    assert (other.link_failures, other.link_checked_at is None) == (0, False)
    assert "could not be looked at" in caplog.text


def test_what_does_not_fit_into_the_time_comes_the_next_night(offer, scoped, integreat, monkeypatch):
    make_offer(scoped, None, "Zweites", url=f"{integreat.url}/zwei")
    moments = iter([0.0, 1.0, 901.0, 1000.0, 1001.0, 2000.0])
    monkeypatch.setattr(links, "time", type("Watch", (), {"monotonic": lambda: next(moments)}))
    look(offer)
    look(offer, TODAY + DAY)
    assert [path for _, path, _ in integreat.questions] == ["/seite", "/zwei"]


def test_no_district_is_open_while_a_page_is_asked(district, clock, monkeypatch):
    with links.district_scope(district):
        make_offer(district, url="https://seite.example")
    seen = []
    monkeypatch.setattr(links, "problem_of", lambda _: seen.append(current_district_id()) or "")
    check_links(district)
    assert seen == [None]
