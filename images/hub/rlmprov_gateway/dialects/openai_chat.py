"""OpenAI's chat completions, which most providers speak."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from rlmprov_gateway.dialects import images
from rlmprov_gateway.dialects.base import (
    LEAST,
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
from rlmprov_gateway.errors import Refusal
from rlmprov_gateway.money import PER_MILLION, pico
from rlmprov_gateway.prices import Price, Usage
from rlmprov_gateway.providers import Provider

OPENAI_LIKE = frozenset({"openai", "openrouter", "portkey", "vllm", "azure", "compatible"})

TEXTS = ("text", "refusal", "input_text", "output_text")
functions = objects(lambda it: it.get("type") in ("function", "custom"))


def image_of(remote: bool) -> Check:
    """A part with an image."""
    return lambda part: (
        part.get("type") == "image_url"
        and isinstance(it := part.get("image_url"), dict)
        and it.keys() <= {"url", "detail"}
        and images.detail(it.get("detail"))
        and images.addressed(it.get("url"), remote)
    )


MESSAGE: dict[str, Check] = {
    "role": one_of("system", "developer", "user", "assistant", "tool", "function"),
    "content": parts(*TEXTS, image=image_of(True)),
    "name": anything,
    "tool_calls": functions,
    "tool_call_id": anything,
    "refusal": anything,
    "function_call": anything,
    "annotations": anything,
    "reasoning": anything,
    "reasoning_content": anything,
    "reasoning_details": anything,
}
# Of a server of the class itself.
OWN = MESSAGE | {"content": parts(*TEXTS, image=image_of(False))}


def _messages(message: dict[str, Check]) -> Check:
    return objects(lambda it: checked(it, message, "messages") is not None)


FIELDS: dict[str, Check] = {
    "model": anything,
    "messages": _messages(MESSAGE),
    "max_tokens": whole,
    "max_completion_tokens": whole,
    "n": one_of(1),
    "service_tier": one_of("default"),
    "store": one_of(False),
    "stream": boolean,
    "stream_options": lambda value: isinstance(value, dict),
    "tools": functions,
} | free(
    """
    temperature top_p stop presence_penalty frequency_penalty seed logit_bias logprobs
    top_logprobs response_format tool_choice parallel_tool_calls reasoning_effort verbosity
    user metadata safety_identifier prompt_cache_key
    """
)
# What only some kinds of providers know.
SAMPLING = free("top_k min_p repetition_penalty")
MORE: dict[str, dict[str, Check]] = {
    "openrouter": {**SAMPLING, "top_a": anything, "reasoning": anything},
    "vllm": {
        **SAMPLING,
        "chat_template_kwargs": anything,
        "structured_outputs": anything,
        "messages": _messages(OWN),
    },
    "compatible": {**SAMPLING, "messages": _messages(OWN)},
}


class OpenAiLike:
    """What OpenAI's own dialects have in common."""

    kinds: ClassVar = OPENAI_LIKE
    marker: ClassVar = b'"usage"'

    def error(self, status: int, code: str, message: str) -> dict[str, Any]:
        """OpenAI's form."""
        return {"error": {"message": message, "type": code, "param": None, "code": code}}


class Chat(OpenAiLike):
    """POST /chat/completions."""

    path: ClassVar = re.compile(
        r"(?:/v1)?/chat/completions|/openai/deployments/(?P<deployment>[\w.-]+)/chat/completions"
    )

    def prepare(
        self,
        provider: Provider,
        match: re.Match[str],
        query: Mapping[str, str],
        body: dict[str, Any],
    ) -> Prepared:
        """Checks a request and rewrites it, with the usage at the end of a stream."""
        kept = checked(body, FIELDS | MORE.get(provider.kind, {}))
        model, target = openai_target(provider, match, kept, "/chat/completions")
        limits = [kept.pop(name, None) for name in ("max_tokens", "max_completion_tokens")]
        output = min((it for it in limits if it is not None), default=None)
        stream, options = kept.get("stream", False), kept.pop("stream_options", {})
        if stream:
            kept["stream_options"] = {**options, "include_usage": True}

        def limit(tokens: int | None, price: Price | None) -> dict[str, Any]:
            fields: dict[str, Any] = {} if tokens is None else {provider.limit_field: tokens}
            if provider.kind == "openrouter" and tokens is not None and price is not None:
                fields["provider"] = {"max_price": _max_price(price)}
            return fields

        return Prepared(
            model=model,
            target=target,
            body=encode(kept),
            limit=limit,
            stream=stream,
            output=output,
            least=_least(kept, output),
            hide_usage=stream and not options.get("include_usage"),
            more=images.more(_images(kept)),
        )

    def usage(self, answer: dict[str, Any], provider: Provider) -> Usage | None:
        """The usage in a whole answer."""
        return openai_usage(answer.get("usage"), provider)

    def event(self, event: dict[str, Any], before: Usage | None, provider: Provider) -> Progress:
        """The usage stands in the last event, which has no choices."""
        usage = openai_usage(event.get("usage"), provider)
        return Progress(
            usage or before, usage is not None, usage is not None and not event.get("choices")
        )


def openai_target(
    provider: Provider, match: re.Match[str], body: dict[str, Any], path: str
) -> tuple[str, str]:
    """The model, and the path at the provider. Azure has the model's deployment in the path."""
    model = body.get("model")
    if provider.kind == "azure":
        model = match["deployment"] or model
        path = f"/openai/deployments/{model}{path}?api-version={provider.api_version}"
    elif match["deployment"]:
        raise Refusal(404, "not_found", "Only Azure has deployments.")
    return named(model), path


def openai_usage(data: Any, provider: Provider) -> Usage | None:
    """Reads OpenAI's usage; OpenRouter's has the cost of the call too."""
    if not isinstance(data, dict) or "prompt_tokens" not in data:
        return None
    details = ("prompt_tokens_details",)
    counts = (
        count(data.get("prompt_tokens")),
        count(data.get("completion_tokens")),
        count(within(data, *details, "cached_tokens")),
        count(within(data, *details, "cache_write_tokens")),
    )
    if None in counts:
        return None
    try:
        cost = pico(data["cost"]) if provider.kind == "openrouter" and "cost" in data else None
    except ValueError:
        return None
    read, output, cached, written = (it or 0 for it in counts)
    return Usage(read, output, cached, written, cost)


def _images(body: dict[str, Any]) -> list[str]:
    """The data of each image; empty for one that the provider fetches."""
    return [
        images.data_of(part["image_url"]["url"])
        for message in listed(body.get("messages"))
        for part in listed(message.get("content"))
        if part.get("type") == "image_url"
    ]


def _least(body: dict[str, Any], output: int | None) -> int:
    thinking = within(body, "reasoning", "max_tokens")
    return least_of(output, LEAST + (thinking if whole(thinking) else 0))


def _max_price(price: Price) -> dict[str, float]:
    """OpenRouter then takes none of its providers that costs more than what was reserved.

    https://openrouter.ai/docs/features/provider-routing: dollars for a million tokens.
    """
    first, second = price.highest()
    return {"prompt": first / PER_MILLION, "completion": second / PER_MILLION}
