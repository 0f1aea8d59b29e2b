"""The Word templates of an office."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kim.core.access import staff
from kim.core.editing import UNPROCESSABLE
from kim.core.requests import StaffRequest
from kim.core.text import clean_text
from kim.network.agreements import block_actions, documents, permissions, queries
from kim.network.agreements.examining import LARGEST_FILE
from kim.network.agreements.forms import TemplateForm
from kim.network.agreements.placeholders import KNOWN
from kim.network.models import AgreementKind

NAME_LENGTH = 150


@staff(may=permissions.may_keep_blocks)
@require_http_methods(["GET", "POST"])
def template_list(request: StaffRequest, district: str) -> HttpResponse:
    """Show which template is used for which kind; take an own one."""
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        problems = _keep(request, form)
        if not problems:
            messages.success(request, "Die Vorlage gilt ab jetzt.")
            return redirect("network:template_list", district=district)
    own = queries.templates_by_kind()
    context = {
        "form": form,
        "problems": problems,
        "kinds": [(code, label, own.get(code)) for code, label in AgreementKind.choices],
        "placeholders": KNOWN,
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "network/agreements/template_list.html", context, status=status)


def _keep(request: StaffRequest, form: TemplateForm) -> list[str]:
    """Keep an uploaded template if nothing is wrong with it; return what is."""
    file: Any = form.cleaned_data["file"]
    content = file.read(LARGEST_FILE + 1)
    problems = documents.problems_of(content)
    if not problems:
        name = clean_text(str(file.name)).replace("\n", " ")[:NAME_LENGTH]
        kind = form.cleaned_data["kind"]
        block_actions.keep_template(request.membership, kind=kind, name=name, content=content)
    return problems


@staff(may=permissions.may_keep_blocks)
@require_GET
def template_file(request: StaffRequest, district: str, kind: str) -> HttpResponse:
    """Hand out the template that is used for a kind."""
    if kind not in AgreementKind.values:
        raise Http404
    own = queries.own_template(kind)
    return HttpResponse(
        bytes(own.content) if own else documents.shipped_template(),
        content_type=documents.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="vorlage-{kind}.docx"'},
    )


@staff(may=permissions.may_keep_blocks)
@require_POST
def template_drop(request: StaffRequest, district: str, kind: str) -> HttpResponse:
    """Go back to the template that is shipped."""
    own = queries.own_template(kind)
    if own is None:
        raise Http404
    block_actions.drop_template(request.membership, template=own)
    messages.success(request, "Es gilt wieder die mitgelieferte Vorlage.")
    return redirect("network:template_list", district=district)
