"""What users are called. A name is in URLs, and escaped in names of containers and volumes."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from tornado.web import HTTPError

# Names that people choose: no spaces, no upper case, no path or shell characters; a letter or digit
# first.
OWN = r"^[a-z0-9][a-z0-9._-]{0,30}$"

RULE = (
    "Up to 31 of the letters a to z, digits and . _ - are taken, a letter or digit first."
    " Capitals count as small letters."
)
# As Germans write them where there are none.
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

# Names that a provider gives: those of GitHub have up to 39 characters, others are e-mail
# addresses. An escaped name has three times as many, and a volume's may have 255.
PROVIDED = r"^[a-z0-9][a-z0-9._+@-]{0,63}$"


def own(name: str) -> str:
    """Returns the name that a user typed. Raises a 403 that says the rule if it breaks it."""
    if re.fullmatch(OWN[1:-1], name):
        return name
    raise HTTPError(403, problem(name))


def problem(name: str) -> str:
    """Says why a name cannot be taken, and one like it that can."""
    if not name:
        return f"Type a name. {RULE}"
    shown = name if len(name) <= 40 else f"{name[:40]}…"
    similar = suggestion(name)
    hint = f" You could take {similar}." if similar else ""
    return f"“{shown}” cannot be a name here. {RULE}{hint}"


def suggestion(name: str) -> str:
    """A name that keeps the rule and looks like this one: Müller -> mueller; empty if none does."""
    plain = unicodedata.normalize("NFC", name).lower().translate(UMLAUTS)
    letters = unicodedata.normalize("NFKD", plain)
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9._-]+", "-", bare).lstrip(".-_")[:31].rstrip(".-_")


def provided(claimed: Any) -> str:
    """The user's name for what the provider says; raises a 403 that says why there is none.

    Letters A to Z become small ones, as providers do not tell them apart, and all else stays: two
    identities never become one. `str.lower` alone turns KELVIN SIGN into a k.
    """
    if not isinstance(claimed, str) or not claimed:
        raise HTTPError(403, "Your provider did not tell your name here; ask your teacher.")
    if not claimed.isascii() or not re.fullmatch(PROVIDED[1:-1], claimed.lower()):
        raise HTTPError(
            403,
            "Your name at the provider cannot be one here: up to 64 of a-z, 0-9 and . _ + @ -"
            ' are taken, a letter or digit first. Ask your teacher for another "username-claim".',
        )
    return claimed.lower()
