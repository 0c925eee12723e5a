"""What a page asks of those who do not see it, use no mouse, or read it on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from webdriver import Browser

AXE = Path("/opt/axe/node_modules/axe-core/axe.min.js")
# All rules of WCAG 2.2 up to AA, and those on landmarks, headings and the like.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
return axe.run(document, {runOnly: arguments[0], resultTypes: ["violations"]}).then(
  result => result.violations.map(rule => rule.id + ": " + rule.help + "\\n  " +
    rule.nodes.map(node => node.html + "\\n  " + node.failureSummary).join("\\n  ")))
"""


def findings(window: Browser) -> list[str]:
    """What axe-core has to say against the page, with the elements."""
    return window.run(AXE.read_text() + RUN, TAGS)


def set_scheme(window: Browser, scheme: str) -> None:
    """`dark` or `light`, as a user's system says; colours change at once, not bit by bit."""
    wanted = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    window.command("Emulation.setEmulatedMedia", features=wanted)


def set_width(window: Browser, width: int) -> None:
    """CSS pixels; 390 is a phone."""
    window.command(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=800,
        deviceScaleFactor=1,
        mobile=width < 600,
    )


def overflow(window: Browser) -> int:
    """By how many pixels the page is wider than the window."""
    return window.run(
        "const root = document.documentElement; return root.scrollWidth - root.clientWidth"
    )


def focused(window: Browser) -> dict[str, Any]:
    """The element that has the focus: its tag, id and text, and whether that can be seen."""
    return window.run(
        """
        const e = document.activeElement;
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        return {tag: e.tagName, id: e.id, text: (e.innerText || e.value || "").trim(),
          seen: e !== document.body && box.width > 1 && box.height > 1 &&
            (style.outlineStyle !== "none" || style.boxShadow !== "none")};
        """
    )
