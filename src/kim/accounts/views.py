"""Pages of the team and of settings."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kim.accounts import actions, permissions, queries
from kim.accounts.forms import EditMemberForm, NewMemberForm, ResponsibilityForm, SubstitutionForm
from kim.accounts.models import Membership
from kim.accounts.wording import rules_in_words
from kim.core import dates
from kim.core.access import staff
from kim.core.catalogues import SOURCE_LANGUAGE, Catalogue, read_catalogues
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest
from kim.districts.queries import active_life_domains

PUBLIC_TEXTS = settings.BASE_DIR / "src" / "kim" / "public" / "locale"


@staff(may=permissions.may_see_team)
@require_GET
def team(request: StaffRequest, district: str) -> HttpResponse:
    """Show people, absences and posts."""
    member = request.membership
    manages = permissions.may_manage_team(member)
    leads = permissions.leads_team(member)
    absences = queries.substitutions_from_today()
    context = {
        "people": queries.team(member),
        "former": queries.former_members(member) if manages else [],
        "absences": [(each, leads or each.absent_id == member.pk) for each in absences],
        "posts": queries.post_groups(request.district, dates.today()),
        "manages": manages,
        "may_enter_absence": permissions.may_enter_absence(member),
        "area_term": request.district.term("service_area", "Bezirk"),
        "today": dates.today(),
    }
    return render(request, "accounts/team.html", context)


@staff(may=permissions.may_manage_team)
@require_http_methods(["GET", "POST"])
def member_new(request: StaffRequest, district: str) -> HttpResponse:
    """Take a person into the team."""
    roles = permissions.roles_given_by(request.membership)
    form = NewMemberForm(request.POST or None, district=request.district, roles=roles)
    if request.method == "POST" and form.is_valid():
        try:
            member = actions.add_member(
                request.membership,
                data=form.member_data(),
                places=form.cleaned_data["municipalities"],
                attach=form.is_attaching(),
            )
        except actions.AddressTaken:
            form.ask_to_attach()
        except actions.TeamError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(
                request, f"{member.user.name} gehört jetzt zum Team. Es fehlt noch die Einladung."
            )
            return redirect("accounts:member_edit", district=district, member=member.pk)
    return render(request, "accounts/member_new.html", {"form": form})


def _edit_form(request: StaffRequest, row: Membership, data: Any = None) -> EditMemberForm:
    roles = permissions.roles_given_by(request.membership)
    return EditMemberForm(data, member=row, district=request.district, roles=roles)


def _member_or_404(request: StaffRequest, pk: int) -> Membership:
    return get_object_or_404(permissions.members_managed_by(request.membership), pk=pk)


@staff(may=permissions.may_manage_team)
@require_http_methods(["GET", "POST"])
def member_edit(request: StaffRequest, district: str, member: int) -> HttpResponse:
    """Change a member."""
    row = _member_or_404(request, member)
    form = _edit_form(request, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_member(
                request.membership, member=row, data=form.member_data(), seen=form.cleaned_data["seen"]
            )
        except actions.TeamError as error:
            form.add_error(error.field, str(error))
        except Conflict:
            return _member_page(request, row, form=_newer_version(request, row, form))
        else:
            messages.success(request, "Die Angaben sind gespeichert.")
            return redirect("accounts:team", district=district)
    return _member_page(request, row, form=form)


def _newer_version(request: StaffRequest, row: Membership, form: EditMemberForm) -> EditMemberForm:
    """Keep what was typed, say what is stored now, and let the next saving count."""
    stored = _edit_form(request, row)
    data = request.POST.copy()
    data["seen"] = stored.initial["seen"]
    newer = _edit_form(request, row, data)
    for name in newer.changed_data:
        newer.add_error(
            name, f"Jemand hat diese Angaben inzwischen geändert. Gespeichert ist: {_shown(stored, name)}."
        )
    newer.add_error(None, "Bitte prüfen Sie die Unterschiede. Speichern übernimmt Ihre Angaben.")
    return newer


def _shown(form: EditMemberForm, name: str) -> str:
    value = form.initial[name]
    field: Any = form.fields[name]
    words = {str(key): label for key, label in getattr(field, "choices", [])}
    return str(words.get(str(value), value or "leer")) if words else str(field.prepare_value(value) or "leer")


def _member_page(request: StaffRequest, row: Membership, **parts: Any) -> HttpResponse:
    has_access = queries.has_access(row)
    context = {
        "member": row,
        "responsibilities": queries.responsibilities_of(row),
        "place_form": ResponsibilityForm(prefix="ort"),
        "has_access": has_access,
        "may_invite": permissions.may_invite(request.membership, row, has_access=has_access),
        "is_over": row.ends_on is not None and row.ends_on < dates.today(),
        "invitation": "",
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
    }
    return render(request, "accounts/member_edit.html", context | parts)


@staff(may=permissions.may_manage_team)
@require_POST
def responsibility_new(request: StaffRequest, district: str, member: int) -> HttpResponse:
    """Let a member answer for one more place."""
    row = _member_or_404(request, member)
    form = ResponsibilityForm(request.POST, prefix="ort")
    if form.is_valid():
        try:
            actions.add_responsibility(request.membership, member=row, **form.cleaned_data)
        except actions.TeamError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "Die Zuständigkeit ist eingetragen.")
            return redirect("accounts:member_edit", district=district, member=member)
    stored = _edit_form(request, row)
    return _member_page(request, row, form=stored, place_form=form)


@staff(may=permissions.may_manage_team)
@require_POST
def responsibility_end(request: StaffRequest, district: str, responsibility: int) -> HttpResponse:
    """End at once what a member answers for."""
    found = permissions.responsibilities_managed_by(request.membership)
    row = get_object_or_404(found, pk=responsibility)
    actions.end_responsibility(request.membership, responsibility=row)
    messages.success(request, f"Die Zuständigkeit für {row.municipality.name} ist beendet.")
    return redirect("accounts:member_edit", district=district, member=row.membership_id)


@staff(may=permissions.may_manage_team)
@require_POST
def member_invite(request: StaffRequest, district: str, member: int) -> HttpResponse:
    """Show a new invitation once, to be handed to the person."""
    row = _member_or_404(request, member)
    form = _edit_form(request, row)
    may = permissions.may_invite(request.membership, row, has_access=queries.has_access(row))
    if not may or (row.ends_on is not None and row.ends_on < dates.today()):
        raise Http404
    try:
        token = actions.invite(request.membership, member=row)
    except actions.TeamError as error:
        messages.error(request, str(error))
        return redirect("accounts:member_edit", district=district, member=member)
    path = reverse("accounts:invitation", kwargs={"district": district, "member": row.pk, "token": token})
    return _member_page(request, row, form=form, invitation=f"{settings.PUBLIC_URL}{path}")


@staff(may=permissions.may_enter_absence)
@require_http_methods(["GET", "POST"])
def substitution_new(request: StaffRequest, district: str) -> HttpResponse:
    """Enter who is away and who stands in."""
    may_choose = permissions.leads_team(request.membership)
    form = SubstitutionForm(request.POST or None, member=request.membership, may_choose=may_choose)
    if request.method == "POST" and form.is_valid():
        absent, substitute = form.people()
        days = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}
        try:
            actions.start_substitution(request.membership, absent=absent, substitute=substitute, **days)
        except actions.TeamError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"{substitute.user.name} vertritt {absent.user.name}.")
            return redirect("accounts:team", district=district)
    return render(request, "accounts/substitution_new.html", {"form": form, "may_choose": may_choose})


@staff(may=permissions.may_enter_absence)
@require_POST
def substitution_end(request: StaffRequest, district: str, substitution: int) -> HttpResponse:
    """End a substitution at once."""
    row = get_object_or_404(permissions.substitutions_managed_by(request.membership), pk=substitution)
    actions.end_substitution(request.membership, substitution=row)
    messages.success(request, f"Die Vertretung für {row.absent.user.name} ist beendet.")
    return redirect("accounts:team", district=district)


@staff(may=permissions.may_see_team)
@require_GET
def settings_page(request: StaffRequest, district: str) -> HttpResponse:
    """Show what the district has set: rules, words, life domains, and where they come from."""
    context = {
        "topics": rules_in_words(request.district),
        "vocabulary": [(label, request.district.term(term, label)) for term, label in TERMS],
        "life_domains": active_life_domains(),
    }
    return render(request, "accounts/settings_page.html", context)


TERMS = (
    ("team_lead", "Teamleitung"),
    ("coordinator", "Koordination"),
    ("case_manager", "Case Managerin, Case Manager"),
    ("service_area", "Bezirk"),
    ("brief_advice", "Kurzberatung"),
    ("case_management", "Case Management"),
    ("referral_only", "Verweisberatung"),
    ("information_only", "Nur Information"),
    ("goal_agreement", "Zielvereinbarung"),
    ("steering_group", "Lenkungsgruppe"),
    ("project_group", "Projektgruppe"),
    ("working_group", "Arbeitsgruppe"),
)


@staff(may=permissions.may_see_team)
@require_GET
def languages(request: StaffRequest, district: str) -> HttpResponse:
    """Show how far the texts of the public pages are in each language."""
    known = read_catalogues(PUBLIC_TEXTS)
    source = known.get(SOURCE_LANGUAGE, Catalogue(SOURCE_LANGUAGE))
    wanted = request.district.policy.request_languages
    rows = [
        _language_row(code, known.get(code, Catalogue(code)), source, wanted)
        for code, _ in settings.LANGUAGES
    ]
    return render(request, "accounts/languages.html", {"rows": rows, "texts": len(source.texts)})


def _language_row(
    code: str, catalogue: Catalogue, source: Catalogue, wanted: tuple[str, ...]
) -> dict[str, Any]:
    done, total = catalogue.share_of(source)
    is_source = code == SOURCE_LANGUAGE
    names = get_language_info(code)
    return {
        "code": code,
        "name": names["name_translated"],
        "native_name": dict(settings.LANGUAGES)[code],
        "done": total if is_source else done,
        "total": total,
        "is_source": is_source,
        "is_complete": is_source or (total > 0 and done == total),
        "is_reviewed": is_source or catalogue.is_reviewed,
        "is_wanted": code in wanted,
    }
