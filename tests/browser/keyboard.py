"""Somebody who has no mouse: moves by keys only, and sees at every stop where the focus is."""

from kim.workspace.demo.team import DEMO_PASSWORD
from tests.browser.auditing import COVERED

#: Where the focus is, what it is called, and what is wrong with this stop or the one before.
STOP = """(isBack) => {
  const focused = document.activeElement;
  const whole = (element) => element.closest(".pill") ?? element;
  const shown = (element) => element.outerHTML.slice(0, 160);
  const styleOf = (element) => getComputedStyle(whole(element));
  const look = (element) => {
    const names = ["outlineStyle", "outlineWidth", "boxShadow", "borderTopWidth", "backgroundColor"];
    return names.map((name) => styleOf(element)[name]).join(" ");
  };
  // Drawn, because colours are written in many ways.
  const canvas = (window.aPixel ??= new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true}));
  const drawn = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((value) => value / 255);
  };
  const bright = (colour) => {
    const [red, green, blue] = colour.map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const ground = (element) => {
    const inside = parseFloat(styleOf(element).outlineOffset) < 0;
    for (let around = inside ? whole(element) : whole(element).parentElement; around; around = around.parentElement) {
      const colour = drawn(getComputedStyle(around).backgroundColor);
      if (colour[3] > 0.5) return colour;
    }
    return [1, 1, 1, 1];
  };
  const outlined = (element) => {
    const style = styleOf(element);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return false;
    const [line, behind] = [drawn(style.outlineColor), ground(element)];
    const levels = [bright(line.slice(0, 3)), bright(behind.slice(0, 3))];
    return line[3] > 0.9 && Math.max(...levels) / Math.min(...levels) >= 3;
  };
  const said = (element) => {
    const copy = element.cloneNode(true);
    for (const part of copy.querySelectorAll("[aria-hidden=true]")) part.remove();
    return copy.textContent.replace(/\\s+/g, " ").trim();
  };
  const named = (element) => {
    const others = (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id));
    const labels = [...others.filter(Boolean), ...(element.labels ?? [])].map(said).join(" ");
    const isField = element.matches("input, select, textarea, [role=region]");
    return (element.getAttribute("aria-label") || labels || (isField ? "" : said(element))).trim();
  };
  const box = whole(focused).getBoundingClientRect();
  const place = {top: box.top + scrollY, bottom: box.bottom + scrollY};
  // A picture is not read line by line.
  const part = focused.closest("svg") ? focused : focused.closest("form, nav, ul, dl, section, header, main");
  const faults = [];
  const isStop = !focused.matches("body, #inhalt");
  const last = window.lastStop;
  if (last?.element.isConnected && last.element !== focused && last.isStop) {
    if (look(last.element) === last.look) faults.push(`focus cannot be seen: ${shown(last.element)}`);
    if (last.part === part && !isBack && place.bottom < last.place.top - 1)
      faults.push(`focus jumps up: ${shown(focused)}`);
  }
  if (isStop) {
    if (!named(focused)) faults.push(`has no name: ${shown(focused)}`);
    if (!outlined(focused)) faults.push(`focus cannot be seen: ${shown(focused)}`);
    const tall = box.height > innerHeight / 3 || box.width > innerWidth;
    if (!tall && (box.top < -2 || box.bottom > innerHeight + 2 || box.left < -2 || box.right > innerWidth + 2))
      faults.push(`focus is partly out of sight: ${shown(focused)}`);
  }
  window.lastStop = {element: focused, look: look(focused), part, place, isStop};
  return {
    name: isStop ? named(focused) : "", tag: focused.tagName.toLowerCase(), type: focused.type ?? "", id: focused.id,
    group: focused.name ?? "", value: focused.value ?? "", faults,
  };
}"""
#: What is scrolled inside of the page and can be reached by no key.
OUT_OF_REACH = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const style = getComputedStyle(element);
  const across = /auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
  const down = /auto|scroll/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
  return (across || down) && !element.matches("textarea, select, input, [tabindex='0']");
}).map((element) => `cannot be scrolled by keys: ${element.outerHTML.slice(0, 160)}`)"""
LOOK = f"(isBack) => ({{...({STOP})(isBack), covered: ({COVERED})()}})"
FOLDED = "document.activeElement.matches('main details:not([open]) > summary')"
LONGEST_WAY = 120


class Keyboard:
    """The keys of one window; `faults` collects what was wrong at any stop."""

    def __init__(self, page):
        self.page = page
        self.faults = []

    def press(self, key, times=1):
        """Press a key and return where the focus is then."""
        for _ in range(times):
            self.page.keyboard.press(key)
        return self.stop(is_back="Shift" in key)

    def stop(self, *, is_back=False):
        """Look at where the focus is."""
        seen = self.page.evaluate(LOOK, is_back)
        self.faults += seen["faults"]
        if seen["tag"] not in {"body", "main"} and seen["covered"]:
            self.faults.append(f"focus is out of sight: {seen['covered']}")
        return seen

    def to(self, name, tag="", group="", key="Tab"):
        """Go on by Tab until something of this name, kind or group has the focus."""

        def fits(seen):
            is_it = (
                seen["name"].startswith(name) and tag in {"", seen["tag"]} and group in {"", seen["group"]}
            )
            return is_it and seen["tag"] != "body"

        return self.until(fits, key)

    def until(self, fits, key="Tab"):
        """Press a key until the focus is where it should be."""
        way = []
        for _ in range(LONGEST_WAY):
            seen = self.press(key)
            if fits(seen):
                return seen
            way.append(seen["name"] or seen["tag"])
        raise AssertionError(f"cannot be reached on {self.page.url}, where there is: {way}")

    def type(self, text):
        """Type over what is there."""
        assert self.page.evaluate("document.activeElement.matches('input, textarea')"), self.stop()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def leave_by(self, key):
        """Press a key that leads to another page; return the answer."""
        with self.page.expect_navigation() as moved:
            self.page.keyboard.press(key)
        return moved.value

    def skip(self):
        """Use the link that leads past the menu; the focus is in the content then.

        Where the address names a part of the page, browsers start there: also on the page after one whose menu was
        left out.
        """
        if "#" in self.page.url:
            return
        first = self.press("Tab")
        assert self.page.evaluate("document.activeElement.matches('.skip-link')"), first
        assert self.page.locator(".skip-link").bounding_box()["y"] >= 0
        assert self.press("Enter")["id"] == "inhalt"
        assert self.page.url.endswith("#inhalt")

    def walk(self):
        """Go through a page from its first stop to its last, and open what is folded on the way."""
        self.faults += self.page.evaluate(OUT_OF_REACH)
        for _ in range(LONGEST_WAY * 2):
            seen = self.press("Tab")
            if seen["tag"] == "body":
                return
            if seen["tag"] == "summary" and self.page.evaluate(FOLDED):
                self.page.keyboard.press("Space")
                assert not self.page.evaluate(FOLDED), f"cannot be opened: {seen}"
        raise AssertionError(f"the focus never leaves {self.page.url}")

    def follow(self, name):
        """Follow a link past the menu, or press a button that leads on."""
        self.skip()
        self.to(name)
        return self.leave_by("Enter")

    def write(self, name, text, tag=""):
        """Go to a field and type over what is in it."""
        self.to(name, tag)
        self.type(text)

    def tick(self, name):
        """Tick a box, or take the tick away."""
        self.to(name, tag="input")
        self.page.keyboard.press("Space")

    def send(self, name, says=""):
        """Press the button that sends a form; it is taken, and the next page says so."""
        self.to(name, tag="button")
        self.send_here(says)

    def send_here(self, says=""):
        """Press the button that has the focus; the form is taken, and the next page says so."""
        answer = self.leave_by("Enter")
        assert answer.status == 200, self.page.locator("main").inner_text()
        assert says in " ".join(self.page.locator(".messages").all_inner_texts())

    def open_menu(self, entry):
        """Go to a page of the menu, which is folded on a phone."""
        if self.page.locator(".menu").is_visible():
            assert self.to("Menü")["tag"] == "summary"
            self.page.keyboard.press("Enter")
        self.to(entry, tag="a")
        self.leave_by("Enter")


def sign_in(keys, address):
    """Sign in from the page that every page leads a stranger to."""
    keys.page.goto("/start/")
    keys.to("", group="login")
    keys.type(address)
    keys.press("Tab")
    keys.type(DEMO_PASSWORD)
    keys.leave_by("Enter")
    keys.page.wait_for_url("**/warendorf/")
