"""Anthropic's Messages API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from rlmprov_gateway.dialects import images
from rlmprov_gateway.dialects.base import (
    EPHEMERAL,
    LEAST,
    Check,
    Prepared,
    Progress,
    anything,
    boolean,
    cheap_cache,
    checked,
    count,
    encode,
    free,
    least_of,
    listed,
    named,
    objects,
    one_of,
    parts,
    unlimited,
    whole,
    within,
)
from rlmprov_gateway.prices import Price, Usage
from rlmprov_gateway.providers import Provider


def _image(block: dict[str, Any]) -> bool:
    """A block with an image, or with the address of one; not with a file uploaded before."""
    source = block.get("source")
    if block.get("type") != "image" or not isinstance(source, dict):
        return False
    if source.get("type") == "url":
        return source.keys() == {"type", "url"} and images.addressed(source["url"], remote=True)
    return (
        source.keys() == {"type", "media_type", "data"}
        and source["type"] == "base64"
        and source["media_type"] in images.TYPES
        and images.in_base64(source["data"])
    )


text = parts("text")
results = parts("text", image=_image)
blocks = parts("text", "tool_use", "tool_result", "thinking", "redacted_thinking", image=_image)


def _content(value: Any) -> bool:
    """Text, images, and calls of tools with results of both."""
    return blocks(value) and (
        isinstance(value, str)
        or all(it.get("type") != "tool_result" or results(it.get("content") or "") for it in value)
    )


def _images(body: dict[str, Any]) -> list[str]:
    """The data of each image; empty for one that the provider fetches."""
    blocks = [it for message in body.get("messages", []) for it in listed(message.get("content"))]
    inner = [it for block in blocks for it in listed(_result(block))]
    return [it["source"].get("data", "") for it in (*blocks, *inner) if it.get("type") == "image"]


def _result(block: dict[str, Any]) -> Any:
    return block.get("content") if block.get("type") == "tool_result" else None


# Tools that the user's program runs; Anthropic's own, for example web_search, cost apart.
tools = objects(lambda it: it.get("type") in (None, "custom") and cheap_cache(it))

MESSAGE: dict[str, Check] = {"role": one_of("user", "assistant", "system"), "content": _content}
COUNTED: dict[str, Check] = {
    "model": anything,
    "messages": objects(lambda it: checked(it, MESSAGE, "messages") is not None),
    "system": text,
    "tools": tools,
    "tool_choice": anything,
    "thinking": lambda value: isinstance(value, dict),
    "output_config": anything,
    "cache_control": one_of(EPHEMERAL),
}
FIELDS: dict[str, Check] = {
    **COUNTED,
    "max_tokens": whole,
    "service_tier": one_of("standard_only"),
    "stream": boolean,
} | free("stop_sequences temperature top_p top_k metadata")


class Messages:
    """POST /v1/messages."""

    path: ClassVar = re.compile(r"/v1/messages")
    kinds: ClassVar = frozenset({"anthropic"})
    marker: ClassVar = b'"usage"'

    def prepare(
        self,
        provider: Provider,
        match: re.Match[str],
        query: Mapping[str, str],
        body: dict[str, Any],
    ) -> Prepared:
        """Checks a request and rewrites it."""
        kept = checked(body, FIELDS)
        model = named(kept.get("model"))
        output = kept.pop("max_tokens", None)
        thinking = within(kept, "thinking", "budget_tokens")
        least = LEAST + (thinking if whole(thinking) else 0)

        def limit(tokens: int | None, _: Price | None) -> dict[str, Any]:
            wanted = output if tokens is None else tokens
            return {} if wanted is None else {"max_tokens": wanted}

        return Prepared(
            model=model,
            target="/v1/messages",
            body=encode(kept),
            limit=limit,
            stream=kept.get("stream", False),
            output=output,
            least=least_of(output, least),
            more=images.more(_images(kept)),
        )

    def usage(self, answer: dict[str, Any], provider: Provider) -> Usage | None:
        """The usage in a whole answer. What was cached is not in input_tokens."""
        data = answer.get("usage")
        if not isinstance(data, dict) or "input_tokens" not in data:
            return None
        cached = count(data.get("cache_read_input_tokens"))
        written = count(data.get("cache_creation_input_tokens"))
        plain, output = count(data.get("input_tokens")), count(data.get("output_tokens"))
        if cached is None or written is None or plain is None or output is None:
            return None
        return Usage(plain + cached + written, output, cached, written)

    def event(self, event: dict[str, Any], before: Usage | None, provider: Provider) -> Progress:
        """message_start tells the input, message_delta the output so far."""
        if event.get("type") == "message_start" and isinstance(event.get("message"), dict):
            return Progress(self.usage(event["message"], provider))
        output = count(within(event, "usage", "output_tokens"))
        if event.get("type") != "message_delta" or before is None or output is None:
            return Progress(before)
        usage = Usage(before.input, output, before.cached, before.written)
        return Progress(usage, within(event, "delta", "stop_reason") is not None)

    def error(self, status: int, code: str, message: str) -> dict[str, Any]:
        """Anthropic's form."""
        return {"type": "error", "error": {"type": code, "message": message}}


class CountTokens(Messages):
    """POST /v1/messages/count_tokens, which is free."""

    path: ClassVar = re.compile(r"/v1/messages/count_tokens")

    def prepare(
        self,
        provider: Provider,
        match: re.Match[str],
        query: Mapping[str, str],
        body: dict[str, Any],
    ) -> Prepared:
        """Checks a request and rewrites it."""
        kept = checked(body, COUNTED)

        return Prepared(
            named(kept.get("model")),
            "/v1/messages/count_tokens",
            encode(kept),
            unlimited,
            output=0,
            least=0,
            free=True,
        )

    def usage(self, answer: dict[str, Any], provider: Provider) -> Usage | None:
        """Nothing is used."""
        return Usage(0, 0)
