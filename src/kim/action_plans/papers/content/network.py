"""Offers, partners, meetings, agreements and groups."""

from datetime import date
from typing import Any

from kim.action_plans.papers.content.rows import ByPlace, Places, at_places, by_place, iso, not_ended, told
from kim.districts.models import District
from kim.network.models import Agreement, CooperationTalk, NetworkMeeting, Offer
from kim.network.models.offers import LANGUAGES
from kim.steering.models import Group


def offers(places: Places, day: date) -> ByPlace:
    """Return the offers that a person has taken in and that have not ended; two queries."""
    rows = (
        Offer.objects.filter(at_places(places), not_ended(day), listing=Offer.Listing.LISTED)
        .prefetch_related("topics")
        .order_by("name", "pk")
    )
    return told(by_place(places, rows), _offer)


def _offer(offer: Offer) -> dict[str, Any]:
    groups, languages = dict(Offer.TargetGroup.choices), dict(LANGUAGES)
    funding = [str(offer.get_funding_display()), offer.funding_line]
    return {
        "name": offer.name,
        "provider": offer.provider,
        "topics": [topic.label for topic in offer.topics.all()],
        "target_groups": [str(groups.get(code, code)) for code in offer.target_groups],
        "languages": [languages.get(code, code) for code in offer.languages],
        "funding": ", ".join(part for part in funding if part),
        "funding_ends_on": iso(offer.funding_ends_on),
        "url": offer.url,
    }


def partners(places: Places) -> ByPlace:
    """Return the partners in use with whom a documented talk was held for the place; one query.

    Source: concept Kreis Warendorf 2025, ch. 5.2.3.
    """
    rows = (
        CooperationTalk.objects.filter(at_places(places), partner__active=True)
        .select_related("partner")
        .order_by("partner__name", "partner_id", "-held_on", "-pk")
    )
    return {key: _partners(talks) for key, talks in by_place(places, rows).items()}


def _partners(talks: list[CooperationTalk]) -> list[dict[str, Any]]:
    """The latest talk with each partner; talks come by partner, newest first."""
    latest: dict[int, CooperationTalk] = {}
    for talk in talks:
        latest.setdefault(talk.partner_id, talk)
    return [
        {
            "name": talk.partner.name,
            "kind": str(talk.partner.get_kind_display()),
            "last_talk_on": iso(talk.held_on),
        }
        for talk in latest.values()
    ]


def meetings(places: Places, day: date) -> ByPlace:
    """Return the meetings that come back and have not ended; one query."""
    rows = NetworkMeeting.objects.filter(at_places(places), not_ended(day)).order_by("position", "name", "pk")
    return told(by_place(places, rows), _meeting)


def _meeting(meeting: NetworkMeeting) -> dict[str, str]:
    return {
        "name": meeting.name,
        "level": str(meeting.get_level_display()),
        "kim_part": str(meeting.get_kim_part_display()),
        "rhythm": str(meeting.get_rhythm_display()),
    }


def agreements(places: Places) -> ByPlace:
    """Return the agreements that are agreed and have not ended, with their partners; two queries.

    A draft is nobody's but those who work on it: papers go out and kept states stay for good.
    """
    rows = (
        Agreement.objects.filter(at_places(places))
        .exclude(state__in=(Agreement.State.DRAFT, Agreement.State.ENDED))
        .prefetch_related("partners")
        .order_by("position", "title", "pk")
    )
    return told(by_place(places, rows), _agreement)


def _agreement(agreement: Agreement) -> dict[str, Any]:
    return {
        "title": agreement.title,
        "kind": str(agreement.get_kind_display()),
        "state": str(agreement.get_state_display()),
        "partners": [partner.name for partner in agreement.partners.all()],
        "valid_from": iso(agreement.valid_from),
        "review_on": iso(agreement.review_on),
    }


def groups(district: District, places: Places) -> ByPlace:
    """Return the groups, also those that have ended, with their results; two queries.

    Source: concept Kreis Warendorf 2025, ch. 5.2.6; of the group that steers, concept Kreis Wesel 2024, ch. 7.
    """
    rows = (
        Group.objects.filter(at_places(places)).prefetch_related("results").order_by("position", "name", "pk")
    )
    return told(by_place(places, rows), lambda group: _group(district, group))


def _group(district: District, group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "kind": district.term(f"{group.kind}_group", str(group.get_kind_display())),
        "state": str(group.get_state_display()),
        "results": [result.text for result in group.results.all()],
        # Who steers is public; who works with others on a theme is for those who see the group.
        "members": group.members.splitlines() if group.kind == Group.Kind.STEERING else [],
    }
