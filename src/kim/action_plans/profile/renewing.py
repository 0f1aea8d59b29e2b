"""Links in the mail of contact persons who have gone: they cease to open, and those who have come get another."""

from collections import defaultdict

from django.db import transaction

from kim.accounts.models import OutboxMail
from kim.accounts.queries.contacts import contacts_of
from kim.action_plans.models import CollectionRequest
from kim.action_plans.models.collection import new_secret
from kim.action_plans.profile.collecting import send_once_more
from kim.action_plans.profile.links import opens, path_of
from kim.audit.actions import record
from kim.districts.models import District


def renew_links_of_former_contacts(district: District) -> int:
    """Replace the links that went to contact persons who no longer answer for the place; nightly.

    - Who is still to answer gets the new one: the office, or the contact persons of today. Where there is nobody
      to write to, the page of the round asks coordination to hand it on.
    - Other links stay as they are.
    - One audit entry for each. Returns how many were replaced.
    """
    with transaction.atomic():
        left = [asked for asked, members in _mailed(district) if _has_gone(asked, members)]
        for asked in left:
            asked.secret = new_secret()
            # Who is about to send the old link from the page of the round is told.
            asked.version += 1
            asked.save(update_fields=["secret", "version"])
            if asked.completed_at is None:
                asked.answered_at = None
                send_once_more(asked, district)
            record(None, "collection_link_outdated", subject=asked)
    return len(left)


def _mailed(district: District) -> list[tuple[CollectionRequest, set[int]]]:
    """Return the requests whose link opens, each with the members that were mailed it as it is now; two queries."""
    rows = CollectionRequest.objects.filter(round__closed_on=None, municipality__isnull=False)
    rows = rows.select_for_update(of=("self",))
    asked = {
        path_of(district, row): row
        for row in rows.select_related("round", "municipality").order_by("pk")
        if opens(row.round)
    }
    mailed: dict[str, set[int]] = defaultdict(set)
    mails = OutboxMail.objects.filter(path__in=asked, recipient__isnull=False).order_by("pk")
    for path, member in mails.values_list("path", "recipient_id"):
        mailed[path].add(member)
    return [(asked[path], members) for path, members in mailed.items()]


def _has_gone(asked: CollectionRequest, members: set[int]) -> bool:
    place = asked.municipality
    return place is not None and not members <= {contact.pk for contact in contacts_of(place)}
