"""Agreements and partners for tests."""

from datetime import date

import pytest

from kim.accounts.models import Role
from kim.core import dates
from kim.network.agreements import actions
from kim.network.models import Agreement, Partner, TextBlock
from tests.cast import make_member

BASE = "/probstadt/netzwerk/vereinbarungen/"
BLOCKS = "/probstadt/netzwerk/textbausteine/"
FIRST_TEXT = "# Ziel\n\nWir treffen uns einmal im Monat."


def make_partner(district, name="Verein Brücke"):
    return Partner.objects.create(
        district=district, code=name.lower().replace(" ", "-"), name=name, kind="association"
    )


def make_agreement(actor, place, *, title="Zusammenarbeit", state="draft", text=FIRST_TEXT, **fields):
    """Draft an agreement and put it into a state."""
    partners = fields.pop("partners", [])
    made = actions.draft_agreement(
        actor,
        kind=fields.pop("kind", "cooperation"),
        title=title,
        municipality=place,
        partners=partners,
        scope="Worum es geht",
        text=text,
    )
    Agreement.objects.filter(pk=made.pk).update(state=state, **fields)
    return Agreement.objects.select_related("municipality__area", "district").get(pk=made.pk)


def make_block(
    district, heading="Ziel", body="In {ort} mit {partner} und {wem}.", position=0, kind="cooperation"
):
    return TextBlock.objects.create(
        district=district,
        code=f"b{position}-{kind}",
        kind=kind,
        heading=heading,
        body=body,
        position=position,
    )


@pytest.fixture
def lea(scoped, lindenau):
    """Contact person of Lindenau."""
    return make_member(scoped, "Lea Kontakt", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


@pytest.fixture
def sven(scoped, sonnfeld):
    """Contact person of Sonnfeld."""
    return make_member(scoped, "Sven Kontakt", Role.MUNICIPALITY_CONTACT, places=(sonnfeld,))


@pytest.fixture
def partner(scoped):
    return make_partner(scoped)


@pytest.fixture
def draft(clock, anna, lindenau, partner):
    return make_agreement(anna, lindenau, partners=[partner])


def send(browser, agreement, page, **data):
    """Post a form of an agreement with the version that is saved."""
    version = data.pop("version", None)
    if version is None:
        version = Agreement.objects.get(pk=agreement.pk).version
    return browser.post(f"{BASE}{agreement.pk}/{page}/", {"version": version, **data})


def german(day: date | None = None) -> str:
    return f"{day or dates.today():%d.%m.%Y}"
