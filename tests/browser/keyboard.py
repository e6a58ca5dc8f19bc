"""Somebody who has no mouse: they go from one stop to the next, and must see where they are."""

from datetime import date

from tests.browser.hands import Person

_MOST_STOPS = 150

_WHERE = """() => {
  const at = document.activeElement
  if (!at || at === document.body || at === document.documentElement) return null
  const label = at.labels && at.labels[0]
  const what = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'backgroundColor',
    'borderColor', 'textDecorationLine', 'textDecorationThickness']
  const looks = () => [[at, null], [at, '::before'], [at, '::after'], [at.parentElement, null],
      ...(label ? [[label, '::before']] : [])]
    .map(([each, part]) => { const s = getComputedStyle(each, part); return what.map(w => s[w]) })
    .join()
  const box = (label || at).getBoundingClientRect()
  const focused = looks()
  at.blur()
  const plain = looks()
  at.focus({ preventScroll: true })
  return {
    shown: focused !== plain,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    words: (at.getAttribute('aria-label') || (label && label.innerText) || at.innerText || at.title
      || '').split(/\\s+/).join(' ').trim(),
    what: at.outerHTML.slice(0, 200)
  }
}"""


class AtTheKeyboard(Person):
    """Somebody who uses Tab, Shift and Tab, Enter, the space bar, and types."""

    stops = 0

    def tab_to(self, words: str, *, back: bool = False) -> None:
        """Go on, or back, to the stop of these words, seeing the focus at each on the way."""
        passed: list[str] = []
        for _ in range(_MOST_STOPS):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            where = self.page.evaluate(_WHERE)
            assert where, f"{self.page.url}: the focus is lost after {passed[-3:]}"
            assert where["shown"], f"{self.page.url}: the focus cannot be seen on {where['what']}"
            assert where["inside"], f"{self.page.url}: the focus is off the screen: {where['what']}"
            self.stops += 1
            if where["words"] == words:
                return
            passed.append(where["words"])
        raise AssertionError(f"{self.page.url}: no stop says ‘{words}’, but: {passed}")

    def type(self, words: str) -> None:
        """Type where the focus is."""
        self.page.keyboard.type(words)

    def type_day(self, day: date) -> None:
        """Type a day, from the field of its day on."""
        self.tab_to("Day")
        for number, then in ((day.day, "Month"), (day.month, "Year"), (day.year, "")):
            self.type(str(number))
            if then:
                self.tab_to(then)

    def strike(self, key: str) -> None:
        """Strike a key that opens another page."""
        page = self.page
        with page.expect_navigation():
            page.keyboard.press(key)
        self.look()
