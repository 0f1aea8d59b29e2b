"""Pages of concepts and groups in their states."""

from typing import Any

from tests.browser.acts import outdated
from tests.browser.state import BARE, CONFLICT, ERRORS, State


def plan_pages() -> list[State]:
    """Concepts with their parts, milestones, yearly talks and tasks; groups."""
    lead: dict[str, Any] = {"who": "team_lead"}
    plan: dict[str, Any] = {**lead, "about": "plan"}
    group: dict[str, Any] = {**lead, "about": "group"}
    forms = (
        "remark_edit",
        "focus_edit",
        "milestone_edit",
        "talk_conclude",
        "focus_new",
        "milestone_new",
        "step_new",
    )
    edited = {"focus_edit": {"title": "Anders"}, "milestone_edit": {"title": "Anders"}}
    edited["talk_plan"] = {}
    group_forms = ("group_edit", "group_end", "result_new", "result_edit")
    return [
        *[State("action_plans:plan_list", who) for who in ("case_manager", "team_lead")],
        State("action_plans:plan_list", **lead, **BARE),
        *[State("action_plans:plan_detail", who, "plan") for who in ("case_manager", "team_lead")],
        State("action_plans:plan_detail", **lead, about="district plan"),
        State("action_plans:duty_list"),
        State("action_plans:duty_list", **lead, **BARE),
        State("action_plans:duty_list", **lead, query="?ort=kreis", state="of one place"),
        State("action_plans:duty_done", **plan),
        State("action_plans:duty_done", **plan, **ERRORS),
        *[State(f"action_plans:{name}", **plan) for name in ("milestone_list", "talk_list", "talk_detail")],
        State("action_plans:milestone_list", "case_manager", "plan", state="to read"),
        State("action_plans:talk_detail", **lead, about="old talk"),
        State("action_plans:talk_plan", **plan),
        State("action_plans:talk_answers", **plan),
        *[State(f"action_plans:{name}", **plan) for name in forms],
        *[State(f"action_plans:{name}", **plan, **ERRORS) for name in forms],
        *[
            State(f"action_plans:{name}", **plan, **CONFLICT, act=outdated(typed))
            for name, typed in edited.items()
        ],
        State("steering:group_list"),
        State("steering:group_list", **lead, **BARE),
        State("steering:group_detail", **group),
        State("steering:group_detail", **lead, about="ended group"),
        State("steering:group_detail", "case_manager", "group", state="to read"),
        State("steering:group_new", **lead),
        State("steering:group_new", **lead, **ERRORS),
        *[State(f"steering:{name}", **group) for name in group_forms],
        *[State(f"steering:{name}", **group, **ERRORS) for name in group_forms],
        State("steering:group_edit", **group, **CONFLICT, act=outdated({"name": "Anders"})),
    ]


#: Addresses that answer a POST with the page of another address, and those of files.
PLAN_BUTTONS = {
    "action_plans:talk_pdf": "a file",
    "action_plans:talk_docx": "a file",
    "action_plans:duty_reopen": "a button on the page of tasks",
    "action_plans:focus_delete": "a button on the page of a focus",
    "action_plans:focus_end": "a button on the page of a focus",
    "action_plans:focus_review": "a button on the page of a concept",
    "action_plans:milestone_delete": "a button on the page of a milestone",
    "action_plans:step_delete": "a button on the page of a talk",
    "action_plans:step_done": "a button on the page of a talk",
    "steering:group_delete": "a button on the page of a group",
    "steering:group_resume": "a button on the page of a group",
    "steering:result_delete": "a button on the page of a group",
}
