"""What is read about agreements: of a place, due, one with everything around it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet

from kim.accounts.models import Membership, Role
from kim.accounts.permissions import SUPERVISION
from kim.core import dates
from kim.districts.models import Municipality
from kim.districts.territory import WHOLE_DISTRICT
from kim.network.agreements import rules, texts
from kim.network.agreements.permissions import may_see_agreements
from kim.network.models import (
    Agreement,
    AgreementEvent,
    AgreementKind,
    AgreementTemplate,
    AgreementVersion,
    Partner,
    TextBlock,
)

#: How a state looks beside its word: square, ring, tick …
MARKS = {
    rules.DRAFT: "missing",
    rules.AGREED: "partly",
    rules.SIGNED: "partly",
    rules.IN_FORCE: "done",
    rules.UNDER_REVIEW: "partly",
    rules.ENDED: "none",
}


@dataclass(frozen=True)
class Row:
    """An agreement with what follows from its dates today."""

    agreement: Agreement
    today: date

    @property
    def mark(self) -> str:
        """The shape of the state."""
        return MARKS[self.agreement.state]

    @property
    def place(self) -> str:
        """The municipality, or that it holds everywhere."""
        return self.agreement.municipality.name if self.agreement.municipality else "ganzer Kreis"

    @property
    def partners(self) -> str:
        """The names of the partners, who have been loaded."""
        return texts.in_words(partner.name for partner in self.agreement.partners.all())

    @property
    def due_since(self) -> date | None:
        """Since when a review is due (NET-7)."""
        return rules.review_due_since(self.agreement.state, self.agreement.review_on, self.today)

    @property
    def is_expired(self) -> bool:
        """Whether its last day has passed (NET-8)."""
        return rules.is_expired(self.agreement.state, self.agreement.valid_until, self.today)

    @property
    def is_uninformed(self) -> bool:
        """Whether its municipality was never informed (NET-9)."""
        return rules.municipality_uninformed(
            self.agreement.state,
            has_place=self.agreement.municipality_id is not None,
            informed_on=self.agreement.informed_on,
        )


def rows_of(agreements: QuerySet[Agreement]) -> list[Row]:
    """Return agreements with their partners, in the order of the concept; two queries."""
    today = dates.today()
    return [Row(agreement, today) for agreement in agreements.prefetch_related("partners")]


def row_of(agreement: Agreement) -> Row:
    """Return one agreement with what follows from its dates today."""
    return Row(agreement, dates.today())


def agreements_of(municipality: Municipality | None) -> QuerySet[Agreement]:
    """Return the agreements of one municipality, or without one those of the whole district; partners are loaded."""
    rows = Agreement.objects.filter(municipality=municipality).select_related("municipality")
    return rows.prefetch_related("partners").order_by("position", "title", "pk")


def _due(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    return agreements.filter(review_on__lte=dates.today(), state__in=rules.REVIEWED)


def due_reviews(membership: Membership) -> QuerySet[Agreement]:
    """Return the agreements whose review is due and that a member decides about, the longest waiting first."""
    if membership.role not in SUPERVISION:
        return Agreement.objects.none()
    rows = _due(Agreement.objects.select_related("municipality"))
    if membership.role == Role.COORDINATOR and membership.area_id:
        rows = rows.filter(Q(municipality__isnull=True) | Q(municipality__area=membership.area_id))
    return rows.order_by("review_on", "title", "pk")


def narrowed(agreements: QuerySet[Agreement], wish: dict[str, Any]) -> QuerySet[Agreement]:
    """Return the agreements that fit a filter: kind, state, place ("kreis" or AGS), due."""
    if wish.get("kind"):
        agreements = agreements.filter(kind=wish["kind"])
    if wish.get("state"):
        agreements = agreements.filter(state=wish["state"])
    if wish.get("place") == WHOLE_DISTRICT:
        agreements = agreements.filter(municipality__isnull=True)
    elif wish.get("place"):
        agreements = agreements.filter(municipality__ags=wish["place"])
    return _due(agreements) if wish.get("due") else agreements


def versions_of(agreement: Agreement) -> QuerySet[AgreementVersion]:
    """Return the versions of the text with who made them, newest first."""
    return AgreementVersion.objects.filter(agreement=agreement).select_related("made_by__user")


def current_version(agreement: Agreement) -> AgreementVersion | None:
    """Return the newest version of the text."""
    found: AgreementVersion | None = versions_of(agreement).first()
    return found


def events_of(agreement: Agreement) -> QuerySet[AgreementEvent]:
    """Return the steps and pieces of information with who recorded them, newest first."""
    return AgreementEvent.objects.filter(agreement=agreement).select_related("made_by__user")


def partners_to_choose() -> QuerySet[Partner]:
    """Return the partners in use."""
    return Partner.objects.filter(active=True).order_by("name", "pk")


def places_to_choose(membership: Membership) -> list[Municipality]:
    """Return the places by which the list can be narrowed."""
    if not may_see_agreements(membership):
        return []
    return list(Municipality.objects.order_by("name", "pk"))


def draft_of(kind: str, values: dict[str, str]) -> str:
    """Return the text that the district's blocks of a kind make, with the values filled in."""
    blocks = TextBlock.objects.filter(kind=kind, active=True).order_by("position", "pk")
    return texts.compose(((block.heading, block.body) for block in blocks), values)


def blocks_by_kind() -> list[tuple[str, str, list[TextBlock]]]:
    """Return code and label of each kind with its text blocks in their order, those out of use last."""
    blocks = list(TextBlock.objects.order_by("-active", "position", "pk"))
    return [
        (code, label, [block for block in blocks if block.kind == code])
        for code, label in AgreementKind.choices
    ]


def all_blocks() -> QuerySet[TextBlock]:
    """Return the text blocks of the district; who may keep them may see all."""
    return TextBlock.objects.order_by("kind", "position", "pk")


def next_position(kind: str) -> int:
    """Return the position behind the last text block of a kind."""
    last = TextBlock.objects.filter(kind=kind).aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def templates_by_kind() -> dict[str, AgreementTemplate]:
    """Return the office's own templates by kind, without their content."""
    rows = AgreementTemplate.objects.select_related("uploaded_by__user").defer("content")
    return {row.kind: row for row in rows.order_by("kind")}


def own_template(kind: str) -> AgreementTemplate | None:
    """Return the office's own template for a kind with its content."""
    found: AgreementTemplate | None = AgreementTemplate.objects.filter(kind=kind).first()
    return found
