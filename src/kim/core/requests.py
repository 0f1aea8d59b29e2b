"""Types of requests after the middleware has done its work."""

from typing import Any

from django.http import HttpRequest


class StaffRequest(HttpRequest):
    """A request of a member of a district: `membership` and `district` are set.

    They are of types that live above this app, hence Any here; views pass them to typed functions.
    """

    membership: Any
    district: Any
