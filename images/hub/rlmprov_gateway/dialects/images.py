"""Images in a request: which pass, and a bound of the tokens that they come to.

The bytes of an image do not bound its tokens: providers scale it first. What they document as the
most for one image bounds it, wherever the image is: as base64 in the request, or at an address from
which the provider fetches it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from rlmprov_gateway.dialects.base import one_of

# The most that is documented: 48,169 tokens, of gpt-4o-mini for an image of eight tiles. Gemini's
# 3072 x 3072 pixels in the smallest tiles are 37,152; Anthropic's most is under 5,000.
MOST = 50_000
TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
DATA = re.compile(rf"data:(?:{'|'.join(TYPES)});base64,")
ADDRESS = re.compile(r"https://[^\s\"<>\\]{1,4000}")
# Servers of the class itself, which reach what users' servers may not: these fetch nothing.
OWN = ("vllm", "compatible")

detail = one_of(None, "auto", "low", "high", "original")


def in_base64(data: Any) -> bool:
    """Whether this is nothing but the data of a file."""
    return isinstance(data, str) and BASE64.fullmatch(data) is not None


def data_of(url: str) -> str:
    """What a data: URL has after its head; empty for another one."""
    head = DATA.match(url)
    return url[head.end() :] if head else ""


def addressed(url: Any, remote: bool) -> bool:
    """Whether this URL has an image in it or, if `remote`, leads to one on the internet."""
    if not isinstance(url, str):
        return False
    return in_base64(data_of(url)) or (remote and ADDRESS.fullmatch(url) is not None)


def more(images: Iterable[str]) -> int:
    """The tokens of images beyond one for each byte: each is `MOST`, in place of its data."""
    return sum(MOST - len(data) for data in images)
