"""OpenAI's Responses API, without what the provider would have to remember."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from rlmprov_gateway.dialects import images
from rlmprov_gateway.dialects.base import (
    Check,
    Prepared,
    Progress,
    anything,
    boolean,
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
    whole,
    within,
)
from rlmprov_gateway.dialects.openai_chat import OPENAI_LIKE, TEXTS, OpenAiLike, functions
from rlmprov_gateway.prices import Price, Usage
from rlmprov_gateway.providers import Provider

# Items that stand in the request whole. A reference to an earlier one has no bound.
ITEMS = ("message", "function_call", "function_call_output", "custom_tool_call",
         "custom_tool_call_output", "reasoning")  # fmt: skip
FINAL = ("response.completed", "response.incomplete", "response.failed")

FIELDS: dict[str, Check] = {
    "model": anything,
    "input": lambda value: isinstance(value, str) or objects(_item(True))(value),
    "max_output_tokens": whole,
    "service_tier": one_of("default"),
    "store": boolean,
    "background": one_of(False),
    "stream": boolean,
    "tools": functions,
    "include": lambda value: (
        isinstance(value, list)
        and set(map(str, value)) <= {"reasoning.encrypted_content", "message.output_text.logprobs"}
    ),
} | free(
    """
    instructions text reasoning temperature top_p top_logprobs tool_choice truncation
    parallel_tool_calls user metadata safety_identifier prompt_cache_key stream_options
    """
)


# Of a server of the class itself.
OWN: dict[str, Check] = {
    "input": lambda value: isinstance(value, str) or objects(_item(False))(value)
}


def _item(remote: bool) -> Check:
    content = parts(*TEXTS, image=_image_of(remote))

    def check(item: dict[str, Any]) -> bool:
        kind = item.get("type", "message")
        if kind not in ITEMS:
            return False
        return kind == "reasoning" or _content(item) is None or content(_content(item))

    return check


def _content(item: dict[str, Any]) -> Any:
    return item.get("output" if str(item.get("type")).endswith("_output") else "content")


def _image_of(remote: bool) -> Check:
    """A part with an image; one that was uploaded before has no bound that we know."""
    return lambda part: (
        part.get("type") == "input_image"
        and part.keys() <= {"type", "image_url", "detail"}
        and images.detail(part.get("detail"))
        and images.addressed(part.get("image_url"), remote)
    )


def _images(body: dict[str, Any]) -> list[str]:
    """The data of each image; empty for one that the provider fetches."""
    return [
        images.data_of(part["image_url"])
        for item in listed(body.get("input"))
        if item.get("type") != "reasoning"
        for part in listed(_content(item))
        if part.get("type") == "input_image"
    ]


class Responses(OpenAiLike):
    """POST /responses."""

    path: ClassVar = re.compile(r"(?:/v1)?/responses(?P<deployment>)")
    kinds: ClassVar = OPENAI_LIKE - {"azure"}

    def prepare(
        self,
        provider: Provider,
        match: re.Match[str],
        query: Mapping[str, str],
        body: dict[str, Any],
    ) -> Prepared:
        """Checks a request and rewrites it: nothing is stored at the provider."""
        kept = checked(body, FIELDS | (OWN if provider.kind in images.OWN else {}))
        model = named(kept.get("model"))
        output = kept.pop("max_output_tokens", None)
        kept["store"] = False

        def limit(tokens: int | None, _: Price | None) -> dict[str, Any]:
            return {} if tokens is None else {"max_output_tokens": tokens}

        return Prepared(
            model=model,
            target="/responses",
            body=encode(kept),
            limit=limit,
            stream=kept.get("stream", False),
            output=output,
            least=least_of(output),
            more=images.more(_images(kept)),
        )

    def usage(self, answer: dict[str, Any], provider: Provider) -> Usage | None:
        """The usage in a whole answer."""
        data = answer.get("usage")
        if not isinstance(data, dict) or "input_tokens" not in data:
            return None
        counts = (
            count(data.get("input_tokens")),
            count(data.get("output_tokens")),
            count(within(data, "input_tokens_details", "cached_tokens")),
        )
        return None if None in counts else Usage(*(it or 0 for it in counts))

    def event(self, event: dict[str, Any], before: Usage | None, provider: Provider) -> Progress:
        """The last event has the whole answer."""
        if event.get("type") not in FINAL or not isinstance(event.get("response"), dict):
            return Progress(before)
        usage = self.usage(event["response"], provider)
        return Progress(usage or before, usage is not None)
