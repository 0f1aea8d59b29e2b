"""Pages of groups and their results."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kim.core.access import staff
from kim.core.editing import Words, answer_form, posted, posted_version, press
from kim.core.requests import StaffRequest
from kim.steering import actions, permissions, queries
from kim.steering.forms import EndForm, GroupForm, ResultForm
from kim.steering.models import Group, GroupResult


def _group_url(group: Group, district: str) -> str:
    return reverse("steering:group_detail", kwargs={"district": district, "group": group.pk})


def _group(request: StaffRequest, pk: int, *, to_edit: bool = True) -> Group:
    group = get_object_or_404(permissions.groups_visible_to(request.membership), pk=pk)
    if to_edit and not permissions.may_edit_group(request.membership, group):
        raise Http404
    return group


@staff(may=permissions.may_see_groups)
@require_GET
def group_list(request: StaffRequest, district: str) -> HttpResponse:
    """List the groups of the district and of its places, running ones first."""
    lines = queries.lines(permissions.groups_visible_to(request.membership), request.district)
    context = {
        "running": [line for line in lines if line.group.state == Group.State.RUNNING],
        "ended": [line for line in lines if line.group.state == Group.State.ENDED],
        "may_open": permissions.may_lead_some_groups(request.membership),
    }
    return render(request, "steering/group_list.html", context)


@staff(may=permissions.may_see_groups)
@require_GET
def group_detail(request: StaffRequest, district: str, group: int) -> HttpResponse:
    """Show a group and what came out of it."""
    row = _group(request, group, to_edit=False)
    results = permissions.results_visible_to(request.membership).filter(group=row).order_by("on", "pk")
    context = {
        "group": row,
        "kind": queries.kind_labels(request.district)[row.kind],
        "results": list(results),
        "named": permissions.agreements_named_to(request.membership, results),
        "may_edit": permissions.may_edit_group(request.membership, row),
    }
    return render(request, "steering/group_detail.html", context)


@staff(may=permissions.may_lead_some_groups)
@require_http_methods(["GET", "POST"])
def group_new(request: StaffRequest, district: str) -> HttpResponse:
    """Set up a group."""
    places = permissions.places_for_groups(request.membership)
    form = GroupForm(
        posted(request),
        places=places,
        labels=queries.kind_labels(request.district),
        place=queries.place_of(places, request.GET.get("ort", "")),
    )
    words = Words(
        "Gruppe eintragen",
        "Gruppen",
        reverse("steering:group_list", kwargs={"district": district}),
        "Die Gruppe ist eingetragen.",
    )
    return answer_form(
        request, form, words, lambda: actions.open_group(request.membership, **form.cleaned_data)
    )


@staff(may=permissions.may_lead_some_groups)
@require_http_methods(["GET", "POST"])
def group_edit(request: StaffRequest, district: str, group: int) -> HttpResponse:
    """Change what is said about a group."""
    row = _group(request, group)
    form = GroupForm(
        posted(request),
        places=permissions.places_for_groups(request.membership),
        labels=queries.kind_labels(request.district),
        group=row,
    )
    words = Words("Gruppe bearbeiten", row.name, _group_url(row, district), "Die Änderung ist gespeichert.")
    return answer_form(
        request,
        form,
        words,
        lambda: actions.change_group(
            request.membership, group=row, version=posted_version(request), **form.cleaned_data
        ),
        row,
    )


@staff(may=permissions.may_lead_some_groups)
@require_http_methods(["GET", "POST"])
def group_end(request: StaffRequest, district: str, group: int) -> HttpResponse:
    """Say that a group has ended."""
    row = _group(request, group)
    form = EndForm(posted(request), group=row)
    words = Words(
        "Gruppe beenden",
        row.name,
        _group_url(row, district),
        "Die Gruppe ist beendet.",
        submit="Gruppe beenden",
        lead="Die Gruppe und ihre Ergebnisse bleiben im Handlungskonzept stehen.",
    )
    return answer_form(
        request,
        form,
        words,
        lambda: actions.end_group(
            request.membership, group=row, version=posted_version(request), **form.cleaned_data
        ),
        row,
    )


@staff(may=permissions.may_lead_some_groups)
@require_POST
def group_resume(request: StaffRequest, district: str, group: int) -> HttpResponse:
    """Say that an ended group works again."""
    row, version = _group(request, group), posted_version(request)
    press(
        request,
        lambda: actions.resume_group(request.membership, group=row, version=version),
        "Die Gruppe läuft wieder.",
    )
    return redirect("steering:group_detail", district=district, group=row.pk)


@staff(may=permissions.may_lead_some_groups)
@require_POST
def group_delete(request: StaffRequest, district: str, group: int) -> HttpResponse:
    """Remove a group that was entered by mistake."""
    row, version = _group(request, group), posted_version(request)
    if press(
        request,
        lambda: actions.delete_group(request.membership, group=row, version=version),
        "Die Gruppe ist gelöscht.",
    ):
        return redirect("steering:group_list", district=district)
    return redirect("steering:group_detail", district=district, group=group)


@staff(may=permissions.may_lead_some_groups)
@require_http_methods(["GET", "POST"])
def result_new(request: StaffRequest, district: str, group: int) -> HttpResponse:
    """Write down what came out of a group."""
    row = _group(request, group)
    form = ResultForm(posted(request), agreements=queries.agreements_for(row))
    words = Words("Ergebnis eintragen", row.name, _group_url(row, district), "Das Ergebnis ist eingetragen.")
    return answer_form(
        request, form, words, lambda: actions.add_result(request.membership, group=row, **form.cleaned_data)
    )


def _result(request: StaffRequest, group: Group, pk: int) -> GroupResult:
    results = permissions.results_visible_to(request.membership).filter(group=group)
    result: GroupResult = get_object_or_404(results, pk=pk)
    result.group = group
    return result


@staff(may=permissions.may_lead_some_groups)
@require_http_methods(["GET", "POST"])
def result_edit(request: StaffRequest, district: str, group: int, result: int) -> HttpResponse:
    """Correct a result."""
    row = _group(request, group)
    one = _result(request, row, result)
    form = ResultForm(
        posted(request),
        agreements=queries.agreements_for(row),
        initial={"on": one.on, "text": one.text, "agreement": one.agreement_id or ""},
    )
    words = Words("Ergebnis bearbeiten", row.name, _group_url(row, district), "Die Änderung ist gespeichert.")
    return answer_form(
        request,
        form,
        words,
        lambda: actions.change_result(
            request.membership, result=one, version=posted_version(request), **form.cleaned_data
        ),
        row,
    )


@staff(may=permissions.may_lead_some_groups)
@require_POST
def result_delete(request: StaffRequest, district: str, group: int, result: int) -> HttpResponse:
    """Remove a result that was entered by mistake."""
    row = _group(request, group)
    one, version = _result(request, row, result), posted_version(request)
    press(
        request,
        lambda: actions.delete_result(request.membership, result=one, version=version),
        "Das Ergebnis ist gelöscht.",
    )
    return redirect("steering:group_detail", district=district, group=row.pk)
