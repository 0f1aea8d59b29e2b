"""Text blocks from which drafts are made."""

import functools

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kim.core.access import staff
from kim.core.editing import Words, answer_form, posted, posted_version, press
from kim.core.requests import StaffRequest
from kim.network.agreements import block_actions, permissions, queries
from kim.network.agreements.forms import BlockForm
from kim.network.models import AgreementKind


def _words(request: StaffRequest, title: str, done: str) -> Words:
    url = reverse("network:block_list", kwargs={"district": request.district.slug})
    return Words(title=title, back_label="Textbausteine", back_url=url, done=done)


@staff(may=permissions.may_keep_blocks)
@require_GET
def block_list(request: StaffRequest, district: str) -> HttpResponse:
    """Show the text blocks by kind in their order."""
    return render(request, "network/agreements/block_list.html", {"kinds": queries.blocks_by_kind()})


@staff(may=permissions.may_keep_blocks)
@require_http_methods(["GET", "POST"])
def block_new(request: StaffRequest, district: str) -> HttpResponse:
    """Write a new text block."""
    kind = request.GET.get("art", "")
    form = BlockForm(posted(request), initial={"kind": kind if kind in AgreementKind.values else ""})
    words = _words(request, "Neuer Textbaustein", "Der Textbaustein ist gespeichert.")
    return answer_form(
        request, form, words, lambda: block_actions.add_block(request.membership, **form.cleaned_data)
    )


@staff(may=permissions.may_keep_blocks)
@require_http_methods(["GET", "POST"])
def block_edit(request: StaffRequest, district: str, block: int) -> HttpResponse:
    """Change a text block."""
    found = get_object_or_404(queries.all_blocks(), pk=block)
    initial = {"kind": found.kind, "heading": found.heading, "body": found.body}
    form = BlockForm(posted(request), initial=initial)
    words = _words(request, "Textbaustein ändern", "Der Textbaustein ist gespeichert.")

    def act() -> None:
        version = posted_version(request)
        block_actions.change_block(request.membership, block=found, version=version, **form.cleaned_data)

    return answer_form(request, form, words, act, found)


@staff(may=permissions.may_keep_blocks)
@require_POST
def block_arrange(request: StaffRequest, district: str, block: int) -> HttpResponse:
    """Move a text block, take it out of use or into use again."""
    found = get_object_or_404(queries.all_blocks(), pk=block)
    member, version = request.membership, posted_version(request)
    use = functools.partial(block_actions.use_block, member, block=found, version=version)
    verbs = {
        "retire": (lambda: use(active=False), "Der Baustein ist nicht mehr in Gebrauch."),
        "restore": (lambda: use(active=True), "Der Baustein ist wieder in Gebrauch."),
    }
    if found.active:
        move = functools.partial(block_actions.move_block, member, block=found, version=version)
        verbs["up"] = (lambda: move(way="up"), "Der Baustein steht jetzt weiter oben.")
        verbs["down"] = (lambda: move(way="down"), "Der Baustein steht jetzt weiter unten.")
    if wished := verbs.get(str(request.POST.get("act", ""))):
        press(request, *wished)
    return redirect("network:block_list", district=district)
