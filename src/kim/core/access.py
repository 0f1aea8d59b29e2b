"""Third fence: who may use a view. Every view carries one of the two marks; a test walks the URLs and proves it.

A refusal is the same answer as a page that does not exist, so that nobody learns what is there.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
May = Callable[[Any], bool]


def anonymous(view: View) -> View:
    """Mark a view that everybody may use without a log-in."""
    view.access_mark = "anonymous"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Mark a view for everybody with a log-in, outside of any district."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.access_mark = "signed_in"  # type: ignore[attr-defined]
    return guarded


def staff(*, may: May) -> Callable[[View], View]:
    """Mark a view for members of the district for whom `may(membership)` is true.

    The district's middleware sets `request.membership`; without one the view does not exist for the person.
    """

    def mark(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            membership = getattr(request, "membership", None)
            if membership is None or not may(membership):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.access_mark = "staff"  # type: ignore[attr-defined]
        guarded.access_may = may  # type: ignore[attr-defined]
        return guarded

    return mark
