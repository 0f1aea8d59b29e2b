"""What the tests of requests share: a district that speaks some languages, and requests in it."""

import uuid
from datetime import timedelta

import pytest

from kim.accounts.models import Substitution
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.public import actions, languages
from kim.public.models import AppointmentRequest
from kim.public.rules import Contact
from tests.cast import TODAY

NAME = "Zoryana Kanarienko"
PHONE = "0152 7654321"


@pytest.fixture
def district(district):
    district.policy_data = {"request_languages": ["de", "en", "ar", "uk", "fr", "fa"]}
    district.save()
    return type(district).objects.get(pk=district.pk)


@pytest.fixture
def unfinished(monkeypatch):
    """Let the catalogue of a language lack one text."""
    texts_of = languages.texts_of

    def lack_one(code):
        texts = frozenset(sorted(texts_of(code))[1:])
        monkeypatch.setattr(languages, "texts_of", lambda asked: texts if asked == code else texts_of(asked))

    return lack_one


@pytest.fixture
def ask(district, clock):
    """Ask for an appointment some days ago and return what was stored."""

    def one(place, *, days_ago=0, name=NAME, contact=("phone", PHONE), **more):
        with district_scope(district), dates.moved_clock(dates.now() - timedelta(days=days_ago)):
            values = {"language": "de", "form_nonce": uuid.uuid4()} | more
            return actions.submit_request(
                district, municipality=place, name=name, contact=Contact(*contact), **values
            )

    return one


@pytest.fixture
def absent(district):
    """Let somebody stand in for somebody else today."""

    def stand_in(member, substitute):
        with district_scope(district):
            Substitution.objects.create(
                district=district, absent=member, substitute=substitute, starts_on=TODAY, ends_on=TODAY
            )

    return stand_in


@pytest.fixture
def stored(district):
    """Return the only request there is."""

    def one():
        with district_scope(district):
            return AppointmentRequest.objects.select_related("responsible__user", "municipality").get()

    return one
