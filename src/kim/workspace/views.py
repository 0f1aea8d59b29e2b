"""Start page "Was braucht mich?" and search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kim.accounts.permissions import is_member, may_work_cases
from kim.core.access import signed_in, staff
from kim.core.requests import StaffRequest
from kim.workspace import actions, queries
from kim.workspace.forms import SearchForm


@signed_in
@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Lead a person who has signed in to the only district, or let the person choose."""
    districts = queries.districts_of(request.user)
    if len(districts) == 1:
        return redirect("workspace:start", district=districts[0].slug)
    return render(request, "workspace/choose.html", {"districts": districts})


@staff(may=is_member)
@require_safe
def start(request: StaffRequest, district: str) -> HttpResponse:
    """Show what needs the member today."""
    page = actions.read_start_page(request.membership)
    return render(request, "workspace/start.html", {"page": page})


@staff(may=may_work_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: StaffRequest, district: str) -> HttpResponse:
    """Find a case by number or a person by name. Names travel in the body, never in an address."""
    if request.method != "POST":
        return render(request, "workspace/search.html", {"form": SearchForm(), "result": None})
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "workspace/search.html", {"form": form, "result": None}, status=422)
    result = actions.search(request.membership, query=form.cleaned_data["q"])
    if result.case_number:
        return redirect("cases:case_detail", district=district, number=result.case_number)
    return render(request, "workspace/search.html", {"form": form, "result": result})
