"""What a dialect is, and the checks that several share."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from rlmprov_gateway.errors import Refusal
from rlmprov_gateway.prices import Price, Usage
from rlmprov_gateway.providers import Provider

# A request has tokens that are not in its text: roles, and the instructions for tools.
OVERHEAD = 512
LEAST = 1024
ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))

Check = Callable[[Any], bool]


@dataclass(frozen=True)
class Prepared:
    """A request that was checked. `body` is its JSON, except the fields that `limit` gives."""

    model: str
    target: str
    body: bytes
    # The fields that bound the cost, for a number of tokens and a price.
    limit: Callable[[int | None, Price | None], dict[str, Any]]
    stream: bool = False
    # What the user asked for; None: as much as the class may have.
    output: int | None = None
    least: int = LEAST
    # The chunk with the usage is not passed on to a program that did not ask for it.
    hide_usage: bool = False
    free: bool = False
    # Tokens of input beyond one for each byte of `body`; below 0 where an image's data is there.
    more: int = 0

    @property
    def input(self) -> int:
        """A bound of the tokens of the input: no tokenizer makes more than one of a byte."""
        return 0 if self.free else len(self.body) + self.more + OVERHEAD

    def send(self, output: int | None, price: Price | None) -> bytes:
        """The body that goes to the provider."""
        first = encode(self.limit(output, price))
        if first == b"{}":
            return self.body
        return first if self.body == b"{}" else first[:-1] + b"," + self.body[1:]


@dataclass(frozen=True)
class Progress:
    """What an event of a stream told. `final`: no later one changes the usage."""

    usage: Usage | None = None
    final: bool = False
    # The event has nothing but the usage.
    only_usage: bool = False


class Dialect(Protocol):
    """A wire format. Methods raise Refusal for what may not pass."""

    # The path below /PROVIDER, and the kinds of providers that speak it.
    path: ClassVar[re.Pattern[str]]
    kinds: ClassVar[frozenset[str]]
    # What an event of a stream has when it is worth reading.
    marker: ClassVar[bytes]

    def prepare(
        self,
        provider: Provider,
        match: re.Match[str],
        query: Mapping[str, str],
        body: dict[str, Any],
    ) -> Prepared:
        """Checks a request and rewrites it."""
        ...

    def usage(self, answer: dict[str, Any], provider: Provider) -> Usage | None:
        """The usage in a whole answer; None if it has none that makes sense."""
        ...

    def event(self, event: dict[str, Any], before: Usage | None, provider: Provider) -> Progress:
        """The usage in an event of a stream, after what was known before."""
        ...

    def error(self, status: int, code: str, message: str) -> dict[str, Any]:
        """An error as the provider's programs read it."""
        ...


def encode(value: Any) -> bytes:
    """JSON in as few bytes as can be. Raises Refusal for what is no text or number."""
    try:
        return ENCODER.encode(value).encode("utf-8")
    except (ValueError, RecursionError):
        raise Refusal(
            400, "bad_json", "The request has text that is not Unicode, or a number like NaN."
        ) from None


def checked(data: Any, allowed: Mapping[str, Check], where: str = "") -> dict[str, Any]:
    """The fields of an object that are allowed; those that are null say nothing."""
    if not isinstance(data, dict):
        raise Refusal(400, "bad_request", f"{where or 'The request'} must be an object.")
    kept = {name: value for name, value in data.items() if value is not None}
    for name, value in kept.items():
        shown = f"{where}.{name}" if where else name
        if name not in allowed:
            raise _not_allowed(shown)
        if not allowed[name](value):
            raise _not_allowed(f"this {shown}")
    return kept


def _not_allowed(shown: str) -> Refusal:
    return Refusal(
        403,
        "field_not_allowed",
        f"The class's gateway does not allow {shown}: text, images (PNG, JPEG, GIF, WebP) and tools"
        " that your program runs pass. A teacher who needs more can set llm.mode: direct.",
    )


def anything(_: Any) -> bool:
    """Any value is allowed."""
    return True


def free(names: str) -> dict[str, Check]:
    """Fields that cost nothing, whatever is in them."""
    return dict.fromkeys(names.split(), anything)


def one_of(*values: Any) -> Check:
    """Only these values."""
    return lambda value: any(type(value) is type(it) and value == it for it in values)


def whole(value: Any) -> bool:
    """A number of tokens."""
    return type(value) is int and value > 0


def boolean(value: Any) -> bool:
    """True or false."""
    return isinstance(value, bool)


def objects(check: Callable[[dict[str, Any]], bool]) -> Check:
    """A list of objects that all pass the check."""
    return lambda value: (
        isinstance(value, list) and all(isinstance(it, dict) and check(it) for it in value)
    )


def parts(*types: str, image: Check = lambda _: False) -> Check:
    """A string, or a list of parts that are of these types or pass as an image."""
    check = objects(lambda it: (it.get("type") in types or image(it)) and cheap_cache(it))
    return lambda value: isinstance(value, str) or check(value)


def cheap_cache(part: dict[str, Any]) -> bool:
    """An hour's cache costs twice the input, five minutes' are in the price."""
    return part.get("cache_control") in (None, EPHEMERAL, {**EPHEMERAL, "ttl": "5m"})


EPHEMERAL = {"type": "ephemeral"}


def count(*values: Any) -> int | None:
    """The sum of what must be numbers of tokens; absent is 0, nonsense is None."""
    total = 0
    for value in values:
        if value is None:
            continue
        if type(value) is not int or value < 0:
            return None
        total += value
    return total


def named(model: Any) -> str:
    """The model of a request, which must name one."""
    if not isinstance(model, str):
        raise Refusal(400, "bad_request", "The request names no model.")
    return model


def least_of(output: int | None, least: int = LEAST) -> int:
    """The least output worth a call: never more than what was asked for."""
    return least if output is None else min(output, least)


def unlimited(_: int | None, __: Price | None) -> dict[str, Any]:
    """The limit of a call that has no output to bound."""
    return {}


def listed(data: Any) -> list[Any]:
    """A list as it is; nothing for what is none."""
    return data if isinstance(data, list) else []


def within(data: Any, *path: str) -> Any:
    """A value deep in objects; None if it is not there."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data
