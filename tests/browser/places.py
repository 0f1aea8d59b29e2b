"""The installations whose pages are looked at, and windows in which somebody is signed in."""

import copy
import json

from tests.browser.auditing import Watch
from tests.browser.district_story import FLOODED
from tests.browser.installation import ROOT, Installation, free_port

WARENDORF = ROOT / "districts/warendorf.toml"
#: A district that has been set up but has nothing to show.
BARE_PACK = """
schema = 1
service_areas = []
municipalities = []
organisations = []
life_domains = []
posts = []
access_routes = []
office_hours = []
[district]
slug = "neustadt"
name = "Kreis Neustadt"
ags = "05997"
kind = "rural"
case_prefix = "N"
[vocabulary]
[policy]
"""
STORY = "import django; django.setup(); from tests.browser.district_story import main; main()"
DAYS_LATER = 70


class Demo(Installation):
    """An installation as people try it out, behind a proxy that says who asks."""

    def environment(self):
        return super().environment() | {"KIM_MODE": "demo", "KIM_TRUSTED_PROXIES": "1"}

    def tell(self, story):
        """Let things happen and keep who may open what; then serve the pages."""
        self.facts = json.loads(self.python("-c", STORY, story))
        self.start()

    def later(self, days):
        """Return the same installation as it looks after some days in which nobody did anything."""
        other = copy.copy(self)
        other.port, other.shift, other.server = free_port(), self.shift + days, None
        other.start()
        return other


def installations(folder):
    """Set up a district in full work, a bare one, and the first one after a long silence."""
    for name in ("lively", "bare"):
        (folder / name).mkdir()
    pack = folder / "bare.toml"
    pack.write_text(BARE_PACK)
    lively, bare = Demo(folder / "lively", WARENDORF), Demo(folder / "bare", pack)
    lively.tell("full")
    bare.tell("nothing")
    return {"lively": lively, "bare": bare, "later": lively.later(DAYS_LATER)}


class Windows:
    """One window for each person and installation, signed in by the session from the story."""

    def __init__(self, chromium, places):
        self.chromium, self.places = chromium, places
        self.pages = {}

    def of(self, where, who):
        """Return the window of a person; who is about to sign in gets a new one."""
        if who == "signing in":
            return self.open(where, who)
        if (where, who) not in self.pages:
            self.pages[where, who] = self.open(where, who)
        return self.pages[where, who]

    def open(self, where, who, **options):
        """Open a new window."""
        place = self.places[where]
        headers = {"X-Forwarded-For": FLOODED} if who == "flooded" else {}
        context = self.chromium.new_context(
            base_url=place.url,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            extra_http_headers=headers,
            **options,
        )
        context.set_default_timeout(20_000)
        session = place.facts["sessions"].get(who)
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": place.url}])
        page = context.new_page()
        page.place, page.watch = place, Watch(page, place.url)
        return page

    def close(self):
        """Close all windows."""
        for context in self.chromium.contexts:
            context.close()
