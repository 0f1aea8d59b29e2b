"""Somebody who has no mouse: moves by keys only, and sees at every stop where the focus is."""

from tests.browser.auditing import COVERED

#: Where the focus is, what it is called, and what is wrong with this stop or the one before.
STOP = """() => {
  const focused = document.activeElement;
  const whole = (element) => element.closest(".pill") ?? element;
  const look = (element) => {
    const style = getComputedStyle(whole(element));
    const names = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor"];
    return names.map((name) => style[name]).join(" ");
  };
  const box = whole(focused).getBoundingClientRect();
  const place = {top: box.top + scrollY, bottom: box.bottom + scrollY};
  const part = focused.closest("form, nav, ul, dl, section, header, main");
  const last = window.lastStop;
  const faults = [];
  // The content itself is where the link past the menu leads; nothing is done there.
  if (last?.element.isConnected && last.element !== focused && !last.element.matches("body, #inhalt")) {
    if (look(last.element) === last.look) faults.push(`focus cannot be seen: ${last.element.outerHTML.slice(0, 160)}`);
    if (last.part === part && !last.back && place.bottom < last.place.top - 1)
      faults.push(`focus jumps up: ${focused.outerHTML.slice(0, 160)}`);
  }
  window.lastStop = {element: focused, look: look(focused), part, place};
  const name = focused.getAttribute("aria-label") || focused.labels?.[0]?.innerText || focused.innerText || "";
  return {
    name: name.trim(), tag: focused.tagName.toLowerCase(), type: focused.type ?? "", id: focused.id,
    group: focused.name ?? "", value: focused.value ?? "", faults,
  };
}"""
LONGEST_WAY = 90


class Keyboard:
    """The keys of one window; `faults` collects what was wrong at any stop."""

    def __init__(self, page):
        self.page = page
        self.faults = []

    def press(self, key, times=1):
        """Press a key and return where the focus is then."""
        for _ in range(times):
            self.page.keyboard.press(key)
        return self.stop()

    def stop(self):
        """Look at where the focus is."""
        seen = self.page.evaluate(STOP)
        self.faults += seen["faults"]
        if seen["tag"] not in {"body", "main"} and (covered := self.page.evaluate(COVERED)):
            self.faults.append(f"focus is out of sight: {covered}")
        return seen

    def to(self, name, tag="", group=""):
        """Go on by Tab until something of this name, kind or group has the focus."""
        way = []
        for _ in range(LONGEST_WAY):
            seen = self.press("Tab")
            way.append(seen["name"] or seen["tag"])
            fits = seen["name"].startswith(name) and tag in {"", seen["tag"]} and group in {"", seen["group"]}
            if fits and seen["tag"] != "body":
                return seen
        raise AssertionError(f"{name or group} cannot be reached: {way}")

    def type(self, text):
        """Type over what is there."""
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def leave_by(self, key):
        """Press a key that leads to another page; return the answer."""
        with self.page.expect_navigation() as moved:
            self.page.keyboard.press(key)
        return moved.value

    def skip(self):
        """Use the link that leads past the menu; the focus is in the content then.

        Who used it on the page before is in the content already: browsers keep that part of an address on the way.
        """
        if self.page.url.endswith("#inhalt"):
            return
        first = self.press("Tab")
        assert self.page.evaluate("document.activeElement.matches('.skip-link')"), first
        assert self.page.locator(".skip-link").bounding_box()["y"] >= 0
        assert self.press("Enter")["id"] == "inhalt"
        assert self.page.url.endswith("#inhalt")
