"""Working a page by the keys alone: where the focus is, that it can be seen, and getting it somewhere."""

from __future__ import annotations

from typing import Any

LOST = "!document.activeElement || document.activeElement === document.body"
"""Nothing has the focus: who cannot see the page does not know where they are."""
SEEN = """() => {
    const one = document.activeElement;
    const label = /radio|checkbox|file/.test(one.type ?? '') ? one.closest('label') : null;
    const shown = label ?? one;
    const ringed = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    // Of what is longer than the window, the part in the window.
    const whole = shown.getBoundingClientRect();
    const x = Math.max(0, whole.left), y = Math.max(0, whole.top);
    const right = Math.min(innerWidth, whole.right), bottom = Math.min(innerHeight, whole.bottom);
    const box = {x, y, width: right - x, height: bottom - y};
    const spots = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
    const bare = spots.some(([x, y]) => {
        const there = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
        return there && (shown.contains(there) || there.contains(shown));
    });
    return {
        what: one.outerHTML.slice(0, 120),
        ringed: one.tagName === 'H1' || ringed(getComputedStyle(shown)) || ringed(getComputedStyle(one)),
        bare
    };
}"""
"""The focus has its ring (a page's own heading, put there by us, needs none) and nothing lies over it."""


def assert_focus(page: Any) -> None:
    """The focus is somewhere, once what the last key set off is done, and can be seen."""
    page.wait_for_function(f"() => !({LOST})")
    found = page.evaluate(SEEN)
    assert found["ringed"], f"no ring: {found['what']}"
    assert found["bare"], f"covered: {found['what']}"


def tab_to(page: Any, target: Any) -> None:
    """Press Tab until the target has the focus."""
    target.wait_for()
    for _ in range(80):
        if target.evaluate("one => one === document.activeElement"):
            return assert_focus(page)
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not reach it")


def press_on(page: Any, target: Any, key: str = "Enter") -> None:
    """Reach the target by Tab and press a key on it, once it is not busy with what was pressed before."""
    tab_to(page, target)
    page.wait_for_function("() => document.activeElement.getAttribute('aria-disabled') !== 'true'")
    page.keyboard.press(key)


def type_into(page: Any, target: Any, words: str) -> None:
    """Reach the field by Tab and write in it."""
    tab_to(page, target)
    page.keyboard.type(words)
