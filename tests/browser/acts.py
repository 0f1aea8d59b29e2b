"""What people do on a page before it is looked at."""

from collections.abc import Callable

from playwright.sync_api import Page, Response

from kim.workspace.demo.team import DEMO_PASSWORD

#: Fills a form by script and sends it past the browser's own checks: what counts is the page that comes back.
SEND = """([selector, values, button]) => {
  const form = document.querySelector(selector).closest("form");
  for (const field of form.elements) {
    if (!field.name || ["hidden", "submit", "button"].includes(field.type)) continue;
    if (values === null && ["checkbox", "radio"].includes(field.type)) field.checked = false;
    else if (values === null) field.value = "";
  }
  for (const [name, value] of Object.entries(values ?? {})) form.elements[name].value = value;
  form.noValidate = true;
  form.requestSubmit(button ? form.querySelector(button) : null);
}"""
Act = Callable[[Page], Response | None]


def send(selector: str, values: dict[str, str] | None = None, button: str = "") -> Act:
    """Return the act of sending the form around an element; without values everything in it is emptied."""

    def act(page: Page) -> Response:
        with page.expect_navigation() as moved:
            page.evaluate(SEND, [selector, values, button])
        return moved.value

    return act


def empty(selector: str = "main form[method=post]") -> Act:
    """Return the act of sending a form with nothing in it."""
    return send(selector)


def outdated(values: dict[str, str] | None = None, selector: str = "main form input[name=version]") -> Act:
    """Return the act of saving what somebody else has changed in the meantime."""
    return send(selector, {"version": "999"} | (values or {}))


def without_cookies(page: Page) -> Response | None:
    """Send a form that has been open for too long."""
    page.context.clear_cookies()
    return empty()(page)


def too_often(page: Page) -> Response | None:
    """Send a form until the answer is that this is too often."""
    for _ in range(7):
        response = empty()(page)
        if response and response.status == 429:
            return response
    return None


def sign_in(page: Page) -> Response | None:
    """Type the password of somebody who also has a second factor."""
    address = page.place.facts["keys owner"]
    response = send("input[name=password]", {"login": address, "password": DEMO_PASSWORD})(page)
    return response if "authenticate" in page.url else None


def choose_place(page: Page) -> Response | None:
    """Choose a place: the page shows who is responsible there, without being loaded anew."""
    with page.expect_response(lambda response: "ort=" in response.url) as shown:
        page.select_option("select[name=ort]", index=2)
    page.locator("#zustaendig .card").wait_for()
    return shown.value


def press(name: str) -> Act:
    """Return the act of pressing a button."""

    def act(page: Page) -> Response:
        with page.expect_navigation() as moved:
            page.get_by_role("button", name=name).first.click()
        return moved.value

    return act


def look_for(text: str) -> Act:
    """Return the act of searching."""
    return send("main input[name=q]", {"q": text})


def known_person(page: Page) -> Response | None:
    """Enter somebody of a name that is known."""
    page.locator("input[name=outcome][value=brief_advice]").check()
    page.select_option("select[name=municipality]", index=1)
    page.select_option("select[name=access_route]", index=1)
    return send(
        "input[name=family_name]", {"given_name": "Olena", "family_name": "Beispielhausen-Mustermann"}
    )(page)


def other_place(page: Page) -> Response | None:
    """Choose another place while somebody else changes the case."""
    page.select_option("select[name=municipality]", index=1)
    return outdated()(page)


def outdated_member(page: Page) -> Response | None:
    """Save a member whom somebody else has changed in the meantime."""
    return send("input[name=seen]", {"seen": "0" * 64, "name": "Anders Geschrieben"})(page)


def ask(values: dict[str, str]) -> Act:
    """Return the act of asking for an appointment."""

    def act(page: Page) -> Response | None:
        page.select_option("select[name=ort]", index=1)
        return send("input[name=contact]", values)(page)

    return act


def preview_hours(page: Page) -> Response | None:
    """Choose the third Tuesday of the month and look at what that means."""
    page.locator("input[name=rhythm][value=month]").check()
    page.locator("input[name=ordinals][value='3']").check()
    page.locator("input[name=weekdays][value='1']").check()
    return send(
        "main input[name=place]",
        {"starts": "10:00", "ends": "12:00", "place": "Rathaus"},
        "button[name=preview]",
    )(page)
