"""What agreements contribute to the start page: reviews that are due."""

from django.urls import reverse

from kim.accounts.models import Membership
from kim.network.agreements.permissions import may_decide_somewhere
from kim.network.agreements.queries import due_reviews
from kim.network.models import Agreement
from kim.workspace.items import ROWS_PER_SECTION, Item, Section


def concerns(member: Membership) -> bool:
    """Whether due reviews are shown to a member at all."""
    return may_decide_somewhere(member)


def _item(agreement: Agreement, slug: str) -> Item:
    place = agreement.municipality.name if agreement.municipality else "ganzer Kreis"
    return Item(
        chip=f"{agreement.review_on:%d.%m.}",
        kind="danger",
        title=agreement.title,
        url=reverse("network:agreement_detail", kwargs={"district": slug, "agreement": agreement.pk}),
        reason=f"{place}, Überprüfung fällig seit {agreement.review_on:%d.%m.%Y}",
        action="Überprüfen",
    )


def section(member: Membership) -> Section:
    """Return the agreements whose review is due and that a member decides about; one query, two if there are many."""
    rows = due_reviews(member)
    due = list(rows[: ROWS_PER_SECTION + 1])
    slug = member.district.slug
    return Section(
        "Vereinbarungen",
        [_item(agreement, slug) for agreement in due[:ROWS_PER_SECTION]],
        more=rows.count() - ROWS_PER_SECTION if len(due) > ROWS_PER_SECTION else 0,
        more_url=f"{reverse('network:agreement_list', kwargs={'district': slug})}?due=on",
    )
