"""What a teacher announces: shown on every page of the hub and in JupyterLab, without a restart.

The text is the file `class/announcement` in the hub's directory on the host: UTF-8, plain text of
at most 2000 characters. Line ends are kept, addresses become links, HTML is shown as it is. Without
the file, or if it is blank, nothing is announced. Whoever writes it replaces the file as a whole
(writes another one beside it and renames that), readable for all, so that nobody reads half of it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path
from typing import Any

from tornado.web import RequestHandler
from traitlets.log import get_logger

from rlmprov_hub.settings import DIRECTORY

FILE = DIRECTORY / "class" / "announcement"
# What was shared last, in the same form: `rlmprov share` writes it.
NEWS = DIRECTORY / "class" / "news"
LONGEST = 2000


def read(file: Path = FILE) -> str:
    """Returns the announcement; empty if there is none, or none that can be read."""
    try:
        with file.open("rb") as opened:
            # A character has four bytes at most.
            raw = opened.read(4 * LONGEST + 4)
    except FileNotFoundError:
        return ""
    except OSError as e:
        get_logger().warning("the announcement cannot be read: %s", e)
        return ""
    text = "".join(c for c in raw.decode("utf-8-sig", errors="replace") if _is_text(c)).strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _is_text(character: str) -> bool:
    return character in "\n\t" or unicodedata.category(character) != "Cc"


def identified(text: str, when: int = 0) -> dict[str, str]:
    """The text with its id; the same text at another time is something new."""
    digest = hashlib.sha256(f"{when} {text}".encode() if when else text.encode())
    return {"id": digest.hexdigest()[:16], "text": text}


def since(file: Path) -> int:
    """When the file was written, in nanoseconds; 0 if there is none."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


class AnnouncementHandler(RequestHandler):
    """Tells it to JupyterLab (labextensions/rlmprov-announcement in the singleuser image).

    Needs no login, as the login page shows it too; so it says nothing about anybody's activity.
    """

    def get(self) -> None:
        """Writes the text, and an id by which one that was read already is known; news alike."""
        self.set_header("Cache-Control", "no-store")
        self.write({**identified(read()), "news": identified(read(NEWS), since(NEWS))})


def configure(c: Any) -> None:
    """Adds it to all pages, and the address at which JupyterLab asks for it."""
    c.JupyterHub.template_vars["announcement"] = lambda user: read()
    c.JupyterHub.extra_handlers.append((r"/announcement", AnnouncementHandler))
