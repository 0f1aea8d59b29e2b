"""What came in by the public page in the last days of the demo."""

import uuid
from datetime import time, timedelta

from kim.accounts.models import Membership
from kim.core import dates
from kim.districts.models import District, Municipality
from kim.public.actions.answering import propose_appointment
from kim.public.actions.asking import submit_request
from kim.public.rules import Contact

# Days ago, language, name, wish.
RECENT = (
    (6, "ar", "Layla Al-Beispiel", "vormittags"),
    (4, "uk", "Marko Musterenko", ""),
    (1, "de", "Elif Probeoğlu", "nach 15 Uhr"),
    (0, "en", "Blessing Specimen", ""),
    (0, "ar", "Reza Musterpour", "dienstags"),
)
AGREED_NAME = "Timur Modellow"


def _phone(number: int) -> Contact:
    return Contact("phone", f"00000 {50000 + number}")


def send_requests(district: District, managers: list[Membership]) -> None:
    """Let people ask for appointments at the first two colleagues' places; one appointment is agreed for tomorrow."""
    places = [
        manager.responsibilities.select_related("municipality__district").first() for manager in managers[:2]
    ]
    today = dates.today()
    for number, (days_ago, language, name, wish) in enumerate(RECENT):
        duty = places[number % len(places)]
        with dates.moved_clock(today - timedelta(days=days_ago)):
            submit_request(
                district,
                municipality=duty.municipality if duty else None,
                language=language,
                name=name,
                contact=_phone(number),
                wish=wish,
                form_nonce=uuid.uuid4(),
            )
    _agree_on_one(district, managers[0], places[0].municipality if places[0] else None)


def _agree_on_one(district: District, manager: Membership, place: Municipality | None) -> None:
    submitted = submit_request(
        district,
        municipality=place,
        language="ru",
        name=AGREED_NAME,
        contact=_phone(len(RECENT)),
        form_nonce=uuid.uuid4(),
    )
    request = submitted.request
    propose_appointment(
        request.responsible or manager,
        request=request,
        version=request.version,
        at=dates.at(dates.today() + timedelta(days=1), time(10)),
        place=place.name if place else "",
    )
