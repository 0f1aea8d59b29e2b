"""Who may do what: one line per address. It is written down by hand and not derived from the code it judges.

A line names the things that the address is about, who may read (GET), who may write (POST), and for whom a page
that is shown is a reading of names, which the log has to note. Whoever is not named gets the answer of a page that
does not exist; who is not signed in is led to the log-in. `None`: nobody uses that method, it is refused with 405.
"""

from dataclasses import dataclass

from tests.access.things import ABROAD, HOME, NOWHERE
from tests.access.world import ROLE_OF

# Words for what a person is to the thing that is asked for.
EVERYBODY, SIGNED_IN = {"everybody"}, {"signed in"}
LEADS = {"lead", "substitute"}
WORKS = LEADS | {"co-worker"}
READS = WORKS | {"reader"}

CASE_MANAGER = {"case_manager"}
SUPERVISION = {"coordinator", "team_lead"}
ASSISTANT = {"assistant"}
CASEWORK = CASE_MANAGER | SUPERVISION
TEAM = CASEWORK | ASSISTANT
AUDITOR, ADMINISTRATOR = {"auditor"}, {"administrator"}
MANAGES = {"team_lead", "administrator"}
OUTSIDE = {"board_member", "municipality_contact"}
ANY_ROLE = TEAM | AUDITOR | ADMINISTRATOR | OUTSIDE | {"partner", "authority_officer"}
ANSWERS = {"responsible", "assistant"}
INBOX = ANSWERS | {"team_lead", "coordinator of the area"}
OWN_PLACES = {"on duty", "team_lead", "coordinator of the area"}
# Who enters something about the network of at least one place.
ENTERS = {"has places"} | SUPERVISION
CONTACT = {"municipality_contact"}
RECORDS = {"recorder", "team_lead", "coordinator of the area"}
OF_THE_PLACE = {"contact of the place"}
DECIDES = {"team_lead", "coordinator of the area"}
# Who keeps what a municipality says of itself: coordination and the contact persons of the place.
KEEPS_PARTS = DECIDES | OF_THE_PLACE
KEEPS = OWN_PLACES | OF_THE_PLACE
PRINTS = TEAM | OF_THE_PLACE | {"board_member"}
NOBODY: set[str] = set()

#: Person and thing -> what the one is to the other, beside the role. Whoever is missing has nothing to do with it.
RELATIONS = {
    ("anna", "case of anna"): "lead",
    ("stand_in", "case of anna"): "substitute",
    ("co_worker", "case of anna"): "co-worker",
    ("reader", "case of anna"): "reader",
    ("granted", "case of anna"): "reader",
    ("ben", "case of ben"): "lead",
    ("xenia", "case of xenia"): "lead",
    ("receiver", "handover"): "receiver",
    ("xenia", "handover of xenia"): "receiver",
    ("anna", "request of anna"): "responsible",
    ("stand_in", "request of anna"): "responsible",
    ("carla", "request of anna"): "coordinator of the area",
    ("ben", "request of ben"): "responsible",
    ("granted", "request of ben"): "coordinator of the area",
    ("xenia", "request of xenia"): "responsible",
    ("anna", "hours of anna"): "on duty",
    ("stand_in", "hours of anna"): "on duty",
    ("carla", "hours of anna"): "coordinator of the area",
    ("municipality_contact", "hours of anna"): "contact of the place",
    ("ben", "hours of ben"): "on duty",
    ("granted", "hours of ben"): "coordinator of the area",
    ("xenia", "hours of xenia"): "on duty",
    ("anna", "partner of anna"): "on duty",
    ("stand_in", "partner of anna"): "on duty",
    ("carla", "partner of anna"): "coordinator of the area",
    ("municipality_contact", "partner of anna"): "contact of the place",
    ("ben", "partner of ben"): "on duty",
    ("granted", "partner of ben"): "coordinator of the area",
    ("xenia", "partner of xenia"): "on duty",
    ("anna", "offer of anna"): "on duty",
    ("stand_in", "offer of anna"): "on duty",
    ("carla", "offer of anna"): "coordinator of the area",
    ("municipality_contact", "offer of anna"): "contact of the place",
    ("ben", "offer of ben"): "on duty",
    ("granted", "offer of ben"): "coordinator of the area",
    ("xenia", "offer of xenia"): "on duty",
    ("anna", "talk of anna"): "recorder",
    ("carla", "talk of anna"): "coordinator of the area",
    ("ben", "talk of ben"): "recorder",
    ("granted", "talk of ben"): "coordinator of the area",
    ("xenia", "talk of xenia"): "recorder",
    ("carla", "route of anna"): "coordinator of the area",
    ("municipality_contact", "route of anna"): "contact of the place",
    ("granted", "route of ben"): "coordinator of the area",
    ("anna", "meeting of anna"): "on duty",
    ("stand_in", "meeting of anna"): "on duty",
    ("carla", "meeting of anna"): "coordinator of the area",
    ("municipality_contact", "meeting of anna"): "contact of the place",
    ("ben", "meeting of ben"): "on duty",
    ("granted", "meeting of ben"): "coordinator of the area",
    ("xenia", "meeting of xenia"): "on duty",
    ("carla", "agreement of anna"): "coordinator of the area",
    ("municipality_contact", "agreement of anna"): "contact of the place",
    ("granted", "agreement of ben"): "coordinator of the area",
    ("anna", "draft of anna"): "on duty",
    ("stand_in", "draft of anna"): "on duty",
    ("carla", "draft of anna"): "coordinator of the area",
    ("ben", "draft of ben"): "on duty",
    ("granted", "draft of ben"): "coordinator of the area",
    ("xenia", "draft of xenia"): "on duty",
    ("anna", "plan of anna"): "on duty",
    ("stand_in", "plan of anna"): "on duty",
    ("carla", "plan of anna"): "coordinator of the area",
    ("municipality_contact", "plan of anna"): "contact of the place",
    ("ben", "plan of ben"): "on duty",
    ("granted", "plan of ben"): "coordinator of the area",
    ("xenia", "plan of xenia"): "on duty",
    ("municipality_contact", "place of anna"): "contact of the place",
    ("municipality_contact", HOME): "contact of a place",
    ("anna", "anna"): "absent",
    ("xenia", "xenia"): "absent",
    ("anna", HOME): "has requests, has cases, has places",
    ("stand_in", HOME): "has requests, has cases, has places",
    ("co_worker", HOME): "has cases",
    ("reader", HOME): "has cases",
    ("granted", HOME): "has cases",
    ("ben", HOME): "has cases, has places",
    ("xenia", ABROAD): "has requests, has cases, has places",
}
#: Those who have lost their way in: a membership that has ended, a person who is locked out.
FORMER = {"ended", "inactive"}
#: What is not there, whoever asks.
NOT_THERE = {"missing", "foreign", "mixed", NOWHERE}


@dataclass(frozen=True)
class Line:
    """One address of the policy."""

    about: str
    read: set[str] | None = None
    write: set[str] | None = None
    logged: frozenset[str] | set[str] = frozenset()
    #: What a reader gets: a page, the way to another one, or either, as the state of the thing is.
    statuses: tuple[int, ...] = (200,)


def case(read=None, write=None, statuses=(200,)):
    """A page of one case: whoever is shown it has read it."""
    return Line("case", read, write, read or NOBODY, statuses)


PAGE_OR_WAY, WAY = (200, 302), (302,)

POLICY: dict[str, Line] = {
    "workspace:landing": Line("top", read=EVERYBODY),
    "workspace:enter": Line("top", read=SIGNED_IN, statuses=PAGE_OR_WAY),
    "workspace:start": Line("district", read=ANY_ROLE, logged=CASE_MANAGER),
    "workspace:search": Line("district", read=CASE_MANAGER, write=CASE_MANAGER),
    # Cases. A grant is for reading; who supervises has numbers and no names.
    "cases:case_list": Line("district", read=CASEWORK, logged=CASE_MANAGER),
    "cases:cases_assign": Line("district", read={"team_lead"}, write={"team_lead"}),
    "cases:intake_new": Line("district", read=CASE_MANAGER, write=CASE_MANAGER),
    "cases:case_detail": case(read=READS, write=WORKS),
    "cases:case_log": case(read=WORKS),
    "cases:consultation_edit": case(read=WORKS, write=WORKS),
    "cases:entry_withdraw": case(read=WORKS, write=WORKS),
    "cases:note_new": case(read=WORKS, write=WORKS),
    "cases:need_set": case(read=WORKS, write=WORKS),
    "cases:person_add": case(read=WORKS, write=WORKS),
    "cases:person_edit": case(read=WORKS, write=WORKS),
    "cases:track_change": case(read=WORKS, write=WORKS),
    "cases:case_move": case(read=WORKS, write=WORKS),
    "cases:case_prolong": case(read=WORKS, write=WORKS, statuses=PAGE_OR_WAY),
    "cases:case_close": case(read=WORKS, write=WORKS),
    "cases:case_reactivate": case(write=WORKS),
    "cases:handover_new": case(read=LEADS, write=LEADS, statuses=PAGE_OR_WAY),
    "cases:worker_add": case(read=LEADS, write=LEADS),
    "cases:worker_remove": case(write=LEADS),
    "cases:grant_new": case(read=LEADS, write=LEADS),
    "cases:grant_end": case(write=LEADS),
    "cases:handover_answer": Line("handover", write={"receiver"}),
    # Requests of the public. Supervision sees where and since when, not who.
    "inbox:request_list": Line("district", read=TEAM, logged=ASSISTANT | {"has requests"}),
    "inbox:request_detail": Line("request", read=INBOX, logged=ANSWERS),
    "inbox:request_appointment": Line("request", read=ANSWERS, write=ANSWERS, statuses=WAY),
    "inbox:request_hand_on": Line("request", read=INBOX, write=INBOX, statuses=WAY),
    "inbox:request_decline": Line("request", read=ANSWERS, write=ANSWERS, statuses=WAY),
    "inbox:request_finish": Line("request", read=ANSWERS, write=ANSWERS, statuses=WAY),
    "inbox:request_intake": Line("request", read={"responsible"}, write={"responsible"}, logged=ANSWERS),
    # Figures: no names but on the way from a figure to its cases.
    "monitoring:month_table": Line("district", read=TEAM | OUTSIDE),
    "monitoring:month_export": Line("export", read=TEAM | OUTSIDE),
    "monitoring:figure_cases": Line("figures", read=CASEWORK, logged={"has cases"}),
    # The network: the whole team reads, contact persons of a municipality their place; who answers for it cancels.
    "network:overview": Line("district", read=TEAM | ADMINISTRATOR),
    "network:municipality": Line("place", read=TEAM | ADMINISTRATOR | OF_THE_PLACE),
    "network:exception_new": Line("hours", read=KEEPS, write=KEEPS),
    "network:exception_end": Line("hours", write=KEEPS),
    # Office hours and the access of a place: who answers for it, and its contact persons. Ways of access: who decides
    # for all their places; contact persons those that hold at no other place.
    "network:hours_calendar": Line("hours", read=TEAM | ADMINISTRATOR | OF_THE_PLACE),
    "network:hours_new": Line("hours", read=KEEPS, write=KEEPS),
    "network:hours_edit": Line("hours", read=KEEPS, write=KEEPS),
    "network:place_access": Line("hours", read=KEEPS, write=KEEPS),
    "network:route_list": Line("district", read=SUPERVISION | CONTACT),
    "network:route_new": Line("district", read=SUPERVISION | CONTACT, write=SUPERVISION | CONTACT),
    "network:route_edit": Line("route", read=KEEPS_PARTS, write=KEEPS_PARTS),
    # Partners, talks, meetings, maps: contact persons of a municipality read their own part and keep its meetings.
    "network:partner_list": Line("district", read=TEAM | ADMINISTRATOR | CONTACT),
    "network:partner_new": Line("district", read=ENTERS, write=ENTERS),
    "network:partner_detail": Line("partner", read=TEAM | ADMINISTRATOR | OF_THE_PLACE, write=ENTERS),
    "network:partner_edit": Line("partner", read=OWN_PLACES, write=OWN_PLACES),
    "network:partner_state": Line("partner", write=OWN_PLACES),
    "network:contact_new": Line("partner", read=OWN_PLACES, write=OWN_PLACES),
    "network:contact_edit": Line("partner", read=OWN_PLACES, write=OWN_PLACES),
    "network:talk_edit": Line("talk", read=RECORDS, write=RECORDS),
    "network:meeting_list": Line("district", read=TEAM | ADMINISTRATOR | CONTACT),
    "network:meeting_new": Line(
        "district", read=ENTERS | {"contact of a place"}, write=ENTERS | {"contact of a place"}
    ),
    "network:meeting_edit": Line("meeting", read=OWN_PLACES | OF_THE_PLACE, write=OWN_PLACES | OF_THE_PLACE),
    "network:network_map": Line("district", read=TEAM | ADMINISTRATOR | CONTACT),
    "network:network_map_of": Line("place", read=TEAM | ADMINISTRATOR | OF_THE_PLACE),
    # Agreements: drafted by who answers for the place, decided on by coordination; contact persons of a municipality
    # read what holds in their place, the text once it is signed. Blocks and templates hold for the whole district.
    "network:agreement_list": Line("district", read=TEAM | ADMINISTRATOR | CONTACT),
    "network:agreement_new": Line("district", read=CASEWORK, write=CASEWORK),
    "network:agreement_detail": Line("agreement", read=TEAM | ADMINISTRATOR | OF_THE_PLACE),
    "network:agreement_text": Line("draft", read=OWN_PLACES, write=OWN_PLACES),
    "network:agreement_edit": Line("draft", read=OWN_PLACES, write=OWN_PLACES),
    "network:agreement_step": Line("agreement", read=DECIDES, write=DECIDES),
    "network:agreement_inform": Line("agreement", read=DECIDES, write=DECIDES),
    "network:agreement_version": Line("agreement", read=TEAM),
    "network:agreement_differences": Line("agreement", read=TEAM),
    "network:agreement_document": Line("agreement", read=TEAM | OF_THE_PLACE),
    "network:block_list": Line("district", read=SUPERVISION),
    "network:block_new": Line("district", read=SUPERVISION, write=SUPERVISION),
    "network:block_edit": Line("block", read=SUPERVISION, write=SUPERVISION),
    "network:block_arrange": Line("block", write=SUPERVISION),
    "network:template_list": Line("district", read=SUPERVISION, write=SUPERVISION),
    "network:template_file": Line("kinds", read=SUPERVISION),
    "network:template_drop": Line("kinds", write=SUPERVISION),
    # Concepts: the team reads all, contact persons of a municipality their own and the sheet of its talk, which they
    # answer; they keep its focus and milestones. The rest coordination decides. Boards get what was released.
    "action_plans:plan_list": Line("district", read=TEAM | OUTSIDE, statuses=PAGE_OR_WAY),
    "action_plans:duty_list": Line("district", read=TEAM | CONTACT),
    "action_plans:plan_detail": Line("plan", read=TEAM | OF_THE_PLACE),
    "action_plans:milestone_list": Line("plan", read=TEAM | OF_THE_PLACE),
    "action_plans:talk_list": Line("plan", read=TEAM | OF_THE_PLACE),
    "action_plans:talk_detail": Line("plan", read=TEAM | OF_THE_PLACE),
    **{f"action_plans:talk_{form}": Line("plan", read=TEAM | OF_THE_PLACE) for form in ("pdf", "docx")},
    "action_plans:remark_edit": Line("plan", read=DECIDES, write=DECIDES),
    "action_plans:focus_new": Line("plan", read=KEEPS_PARTS, write=KEEPS_PARTS),
    "action_plans:focus_edit": Line("plan", read=KEEPS_PARTS, write=KEEPS_PARTS),
    "action_plans:milestone_new": Line("plan", read=KEEPS_PARTS, write=KEEPS_PARTS),
    "action_plans:milestone_edit": Line("plan", read=KEEPS_PARTS, write=KEEPS_PARTS),
    "action_plans:talk_plan": Line("plan", read=DECIDES, write=DECIDES),
    "action_plans:talk_conclude": Line("plan", read=DECIDES, write=DECIDES),
    "action_plans:step_new": Line("plan", read=DECIDES, write=DECIDES),
    "action_plans:focus_review": Line("plan", write=KEEPS_PARTS),
    "action_plans:focus_end": Line("plan", write=KEEPS_PARTS),
    "action_plans:focus_delete": Line("plan", write=KEEPS_PARTS),
    "action_plans:milestone_delete": Line("plan", write=KEEPS_PARTS),
    "action_plans:step_done": Line("plan", write=DECIDES),
    "action_plans:step_delete": Line("plan", write=DECIDES),
    "action_plans:talk_answers": Line(
        "plan", read=OWN_PLACES | OF_THE_PLACE, write=OWN_PLACES | OF_THE_PLACE
    ),
    "action_plans:duty_done": Line("plan", read=OWN_PLACES, write=OWN_PLACES),
    "action_plans:duty_reopen": Line("plan", write=OWN_PLACES),
    # Papers: who reads a concept prints it, boards what was released, one by one or all; today's whole is the team's.
    **{f"papers:whole_{form}": Line("district", read=TEAM) for form in ("pdf", "docx", "json", "page")},
    "papers:released": Line("district", read=TEAM | {"board_member"}),
    **{
        f"papers:released_{form}": Line("district", read=TEAM | {"board_member"})
        for form in ("pdf", "docx", "page")
    },
    **{f"papers:plan_{form}": Line("plan", read=PRINTS) for form in ("pdf", "docx", "json", "page")},
    **{f"papers:version_{form}": Line("plan", read=PRINTS) for form in ("pdf", "docx", "json", "page")},
    "papers:versions": Line("plan", read=PRINTS),
    "papers:compare": Line("plan", read=PRINTS),
    "papers:release": Line("plan", read=DECIDES, write=DECIDES),
    # Figures: the team sees them, coordination and a place's own contact persons enter them; asking offices, importing
    # and explaining is coordination's. An office answers by its link.
    "profile:profile": Line("plan", read=TEAM | OF_THE_PLACE),
    "profile:export": Line("plan", read=TEAM | OF_THE_PLACE),
    "profile:year_edit": Line("plan", read=DECIDES | OF_THE_PLACE, write=DECIDES | OF_THE_PLACE),
    "profile:collection": Line("district", read=SUPERVISION, write=SUPERVISION),
    "profile:round": Line("round", read=SUPERVISION),
    "profile:round_close": Line("round", write=SUPERVISION),
    "profile:round_prolong": Line("round", write=SUPERVISION),
    "profile:round_widen": Line("round", write=SUPERVISION),
    "profile:request_hand_on": Line("asked", write=SUPERVISION),
    "profile:request_send": Line("asked", write=SUPERVISION),
    "profile:request_renew": Line("asked", write=SUPERVISION),
    "profile:import": Line("district", read=SUPERVISION, write=SUPERVISION),
    "profile:import_apply": Line("district", write=SUPERVISION),
    "profile:import_template": Line("district", read=SUPERVISION),
    "profile:export_all": Line("district", read=SUPERVISION),
    # What is collected: the team sees it, team lead and administrator set it.
    "profile:indicators": Line("district", read=TEAM | ADMINISTRATOR),
    "profile:indicator_new": Line("district", read=MANAGES, write=MANAGES),
    "profile:indicator_edit": Line("indicator", read=MANAGES, write=MANAGES),
    "profile:indicator_use": Line("indicator", write=MANAGES),
    "profile:office_new": Line("district", read=MANAGES, write=MANAGES),
    "profile:office_edit": Line("source office", read=MANAGES, write=MANAGES),
    "profile:findings": Line("district", read=SUPERVISION, write=SUPERVISION),
    "figures:answer": Line("figures_link", read=EVERYBODY, write=EVERYBODY),
    # Groups and their results.
    "steering:group_list": Line("district", read=TEAM | CONTACT),
    "steering:group_new": Line("district", read=SUPERVISION, write=SUPERVISION),
    "steering:group_detail": Line("group", read=TEAM | OF_THE_PLACE),
    "steering:group_edit": Line("group", read=DECIDES, write=DECIDES),
    "steering:group_end": Line("group", read=DECIDES, write=DECIDES),
    "steering:result_new": Line("group", read=DECIDES, write=DECIDES),
    "steering:result_edit": Line("group", read=DECIDES, write=DECIDES),
    "steering:group_resume": Line("group", write=DECIDES),
    "steering:group_delete": Line("group", write=DECIDES),
    "steering:result_delete": Line("group", write=DECIDES),
    # Offers: the team and a place's own contact persons see them, who answers for the place keeps them.
    "network:offer_list": Line("district", read=TEAM | ADMINISTRATOR | CONTACT),
    "network:offer_matrix": Line("district", read=TEAM | ADMINISTRATOR | CONTACT),
    "network:offer_matrix_export": Line("export", read=TEAM | ADMINISTRATOR | CONTACT),
    "network:offer_new": Line("district", read=CASEWORK | CONTACT, write=CASEWORK | CONTACT),
    "network:offer_review": Line("district", read=CASEWORK | CONTACT, write=CASEWORK | CONTACT),
    "network:offer_detail": Line("offer", read=TEAM | ADMINISTRATOR | OF_THE_PLACE),
    "network:offer_edit": Line("offer", read=KEEPS, write=KEEPS),
    "network:offer_confirm": Line("offer", write=KEEPS),
    "network:offer_end": Line("offer", read=KEEPS, write=KEEPS),
    "network:offer_remove": Line("offer", read=KEEPS, write=KEEPS),
    "network:offer_sort": Line("proposal", write=KEEPS),
    "network:offer_imports": Line("district", read=SUPERVISION),
    "network:offer_import": Line("report", read=SUPERVISION),
    "network:offer_source": Line("district", read=SUPERVISION, write=SUPERVISION),
    "network:offer_fetch": Line("district", write=SUPERVISION),
    # The log has references, never content.
    "audit:log": Line("district", read=AUDITOR),
    "audit:verify": Line("district", write=AUDITOR),
    "audit:export": Line("district", read=AUDITOR, logged=AUDITOR),
    # The team: everybody sees it, who leads or administers changes it. The lead alone renews access;
    # a substitution is ended by the lead or the absent person.
    "accounts:team": Line("district", read=TEAM | ADMINISTRATOR),
    "accounts:member_new": Line("district", read=MANAGES, write=MANAGES),
    "accounts:member_edit": Line("team", read=MANAGES, write=MANAGES),
    "accounts:member_invite": Line("team", write={"team_lead"}),
    "accounts:responsibility_new": Line("team", write=MANAGES),
    "accounts:responsibility_end": Line("team", write=MANAGES),
    "accounts:substitution_new": Line("district", read=TEAM | ADMINISTRATOR, write=TEAM | ADMINISTRATOR),
    "accounts:substitution_end": Line("team", write={"team_lead", "absent"}),
    "accounts:settings_page": Line("district", read=TEAM | ADMINISTRATOR),
    "accounts:languages": Line("district", read=TEAM | ADMINISTRATOR),
    "accounts:invitation": Line("invitation", read=EVERYBODY, write=EVERYBODY),
    # What was closed and deleted by rule: who leads, administers or audits sees it, who leads or administers acts.
    "retention:run_list": Line("district", read=MANAGES | AUDITOR),
    "retention:release": Line("district", write=MANAGES),
    "retention:run_undo": Line("run", read=MANAGES, write=MANAGES),
    # For everybody. The secret link shows nothing that was typed.
    "public:request": Line("language", read=EVERYBODY, write=EVERYBODY),
    "public:directory": Line("language", read=EVERYBODY),
    "public:hours_calendar": Line("public place", read=EVERYBODY),
    "public:status": Line("link", read=EVERYBODY, write=EVERYBODY),
}

#: The log-in library guards its own pages: name -> answer to strangers and to a person without a second factor (GET).
LOG_IN = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_reauthenticate": (302, 200),
    "account_change_password": (302, 200),
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 302),
    "mfa_activate_totp": (302, 200),
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 200),
    "mfa_download_recovery_codes": (302, 404),
    "mfa_list_webauthn": (302, 200),
    "mfa_add_webauthn": (302, 200),
    "mfa_reauthenticate_webauthn": (302, 302),
    "mfa_remove_webauthn": (302, 404),
    "mfa_edit_webauthn": (302, 404),
    "mfa_login_webauthn": (302, 302),
}


def _district_of(person: str) -> str:
    return "" if person == "anonymous" or person in FORMER else ABROAD if person == "xenia" else HOME


def words(person: str, thing: str, slug: str) -> set[str]:
    """Return everything that a person is to a thing in a district: nothing where there is nothing."""
    if thing in NOT_THERE:
        return set()
    known = set(EVERYBODY) if person in {"anonymous", "inactive"} else EVERYBODY | SIGNED_IN
    if slug and _district_of(person) == slug:
        known.add(ROLE_OF.get(person, "case_manager"))
        for key in {(person, thing), (person, slug)} & set(RELATIONS):
            known |= set(RELATIONS[key].split(", "))
    return known
