"""A person without a mouse: Tab, arrows, Space, Enter and letters, who always sees where they are."""

from __future__ import annotations

from playwright.sync_api import FileChooser, Page, expect

MOST_STOPS = 120  # to what somebody looks for on one page
# What the focused thing is called, and whether anybody can see that it has the focus: by an outline, by the ring
# of a field, or, where the thing itself is hidden, by that of its label or of what it lies in.
LOOK = """() => {
  const one = document.activeElement;
  const named = one.getAttribute('aria-label') || one.labels?.[0]?.innerText || one.innerText || '';
  const outlined = (e) => {
    const style = getComputedStyle(e);
    const ring = style.boxShadow !== 'none' && e.matches('input, select, textarea');
    return ring || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
  };
  const box = one.getBoundingClientRect();
  const near = box.width > 2 ? [one, ...(one.labels || [])] : [...(one.labels || []), one.parentElement];
  return { named: named.trim(), tag: one.localName, seen: near.some(outlined), classes: String(one.className) };
}"""


class Keys:
    """Nothing here clicks, or gives the focus to anything but with the Tab key."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def to(self, words: str, *, kind: str = "") -> None:
        """Goes on with Tab until what has the focus is called so, or is of this class; each stop must be seen."""
        for _ in range(MOST_STOPS):
            self.press("Tab")
            now = self.page.evaluate(LOOK)
            assert now["seen"] or now["tag"] == "body", f"the focus on {now} cannot be seen on {self.page.url}"
            if kind in now["classes"].split() if kind else now["named"].startswith(words):
                return
        raise AssertionError(f"{words or kind!r} cannot be reached with the Tab key on {self.page.url}")

    def skip(self) -> None:
        """Past the menu, with the first thing on every page."""
        self.press("Tab")
        assert self.page.evaluate(LOOK)["named"] == "Skip to the content"
        self.press("Enter")
        expect(self.page.locator("main")).to_be_focused()

    def go(self, words: str) -> None:
        """Enter, and waits for the page that follows."""
        self.to(words)
        with self.page.expect_navigation():
            self.press("Enter")

    def write(self, label: str, text: str) -> None:
        self.to(label)
        self.page.keyboard.type(text)

    def tick(self, label: str) -> None:
        self.to(label)
        self.press("Space")
        assert self.page.evaluate("document.activeElement.checked"), f"{label} was not ticked"

    def choose(self, label: str, option: str) -> None:
        self.to(label)
        self.press("Home")
        for _ in range(60):
            if self.page.evaluate("document.activeElement.selectedOptions[0].label") == option:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{label} does not offer {option}")

    def file_of(self, label: str) -> FileChooser:
        self.to(label)
        with self.page.expect_file_chooser(timeout=5_000) as chosen:
            self.press("Space")
        return chosen.value

    def arrive(self, heading: str) -> None:
        expect(self.page.locator("h1").first).to_contain_text(heading)
