"""Reading with names leaves a trace, so start page and search are verbs."""

from django.db import transaction

from kim.accounts.models import Membership
from kim.accounts.permissions import may_work_cases
from kim.cases.actions.sharing import note_list
from kim.workspace import queries, search_queries
from kim.workspace.search_queries import SearchResult


def read_start_page(member: Membership) -> queries.StartPage:
    """Return what needs a member today; if names are in it, the reading is logged first."""
    with transaction.atomic():
        if may_work_cases(member):
            note_list(member, action="start_read")
        return queries.start_page(member)


def search(member: Membership, *, query: str) -> SearchResult:
    """Find a case by number or people by name; the search is logged, the words are not."""
    with transaction.atomic():
        note_list(member, action="search_made")
        return search_queries.search(member, query)
