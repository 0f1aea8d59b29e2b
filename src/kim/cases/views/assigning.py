"""Cases of people who have left: the team lead gives them to colleagues, by number and without a name."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kim.cases.actions.sharing import assign_cases
from kim.cases.forms.sharing import AssignForm
from kim.cases.permissions import may_assign_cases
from kim.cases.queries.assigning import bundles_without_lead, case_managers_today
from kim.cases.views.pages import UNPROCESSABLE, posted
from kim.core.access import staff
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest


@staff(may=may_assign_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def cases_assign(request: StaffRequest, district: str) -> HttpResponse:
    """Show whose cases have no lead any more, by municipality, and give them to a colleague."""
    bundles = bundles_without_lead()
    form = AssignForm(posted(request), bundles=bundles, colleagues=list(case_managers_today()))
    if form.is_valid():
        bundle, receiver = form.cleaned_data["bundle"], form.cleaned_data["receiver"]
        try:
            count = assign_cases(
                request.membership, lead=bundle.lead, municipality=bundle.municipality, receiver=receiver
            )
        except Conflict:
            messages.warning(request, "Ein Fall wurde gerade geändert. Bitte versuchen Sie es noch einmal.")
        else:
            cases = "1 Fall führt" if count == 1 else f"{count} Fälle führt"
            messages.success(request, f"{cases} jetzt {receiver}.")
        return redirect("cases:cases_assign", district=district)
    status = UNPROCESSABLE if form.is_bound else None
    return render(request, "cases/assigning.html", {"form": form, "bundles": bundles}, status=status)
