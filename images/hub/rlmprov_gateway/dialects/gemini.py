"""Gemini's generateContent, embedContent and countTokens. The model's name is in the path."""

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
    checked,
    count,
    encode,
    free,
    least_of,
    listed,
    objects,
    one_of,
    unlimited,
    whole,
    within,
)
from rlmprov_gateway.errors import Refusal
from rlmprov_gateway.prices import Price, Usage
from rlmprov_gateway.providers import Provider

PREFIX = r"/v1(?:beta)?/models/(?P<model>[A-Za-z0-9._-]+)(?::|%3A)"
GEMINI = frozenset({"gemini"})

# Text, calls of functions and their results; no files or audio, no code that Google runs.
PART: dict[str, Check] = free("text functionCall thought thoughtSignature")
PART["functionResponse"] = lambda value: camel(value).keys() <= {"id", "name", "response"}


def _image(value: Any) -> bool:
    """An image in the request; not the address of a file, which may be a film."""
    data = camel(value)
    return (
        data.keys() == {"mimeType", "data"}
        and data["mimeType"] in images.TYPES
        and images.in_base64(data["data"])
    )


def _contents(part: dict[str, Check]) -> Check:
    content: dict[str, Check] = {
        "role": anything,
        "parts": objects(lambda it: checked(camel(it), part, "parts") is not None),
    }
    return lambda value: (
        isinstance(value, dict) and checked(camel(value), content, "contents") is not None
    )


_content = _contents(PART)
_seen = _contents({**PART, "inlineData": _image, "mediaResolution": anything})


def _images(contents: Any) -> list[str]:
    """The data of each image."""
    return [
        camel(inline)["data"]
        for content in (contents if isinstance(contents, list) else [contents])
        for part in listed(camel(content or {}).get("parts"))
        if (inline := camel(part).get("inlineData")) is not None
    ]


GENERATION: dict[str, Check] = {
    "maxOutputTokens": whole,
    "candidateCount": one_of(1),
    "responseModalities": one_of(["TEXT"], ["text"]),
} | free(
    """
    temperature topP topK stopSequences responseMimeType responseSchema responseJsonSchema
    presencePenalty frequencyPenalty seed responseLogprobs logprobs thinkingConfig
    mediaResolution
    """
)
FIELDS: dict[str, Check] = {
    "contents": lambda value: objects(_seen)(value) or _seen(value),
    "systemInstruction": _content,
    "generationConfig": lambda value: isinstance(value, dict),
    "tools": objects(lambda it: camel(it).keys() == {"functionDeclarations"}),
    "toolConfig": anything,
    "safetySettings": anything,
}
EMBEDDING: dict[str, Check] = {
    "model": anything,
    "content": _content,
    "taskType": anything,
    "title": anything,
    "outputDimensionality": anything,
}


def camel(data: dict[str, Any]) -> dict[str, Any]:
    """Gemini takes generation_config for generationConfig; after this there is one name."""
    if not isinstance(data, dict):
        raise Refusal(400, "bad_request", "The request has something else in place of an object.")
    renamed = {re.sub(r"_+([a-z])", lambda it: it[1].upper(), key): data[key] for key in data}
    if len(renamed) != len(data):
        raise Refusal(400, "bad_request", "The request has a field twice, in two spellings.")
    return renamed


class _Gemini:
    kinds: ClassVar = GEMINI
    marker: ClassVar = b'"usageMetadata"'

    def usage(self, answer: dict[str, Any], provider: Provider) -> Usage | None:
        """The usage in an answer; thoughts are output."""
        data = answer.get("usageMetadata")
        if not isinstance(data, dict) or "promptTokenCount" not in data:
            return None
        read = count(data.get("promptTokenCount"), data.get("toolUsePromptTokenCount"))
        output = count(data.get("candidatesTokenCount"), data.get("thoughtsTokenCount"))
        cached = count(data.get("cachedContentTokenCount"))
        if read is None or output is None or cached is None:
            return None
        return Usage(read, output, cached)

    def event(self, event: dict[str, Any], before: Usage | None, provider: Provider) -> Progress:
        """Each event has the usage so far."""
        usage = self.usage(event, provider)
        candidates = event.get("candidates")
        ended = isinstance(candidates, list) and any(
            within(it, "finishReason") for it in candidates
        )
        blocked = within(event, "promptFeedback", "blockReason") is not None
        return Progress(usage or before, usage is not None and (ended or blocked))

    def error(self, status: int, code: str, message: str) -> dict[str, Any]:
        """Google's form."""
        return {"error": {"code": status, "message": message, "status": code.upper()}}


class Generate(_Gemini):
    """POST models/MODEL:generateContent and :streamGenerateContent?alt=sse."""

    path: ClassVar = re.compile(PREFIX + r"(?P<verb>generateContent|streamGenerateContent)")

    def prepare(
        self,
        provider: Provider,
        match: re.Match[str],
        query: Mapping[str, str],
        body: dict[str, Any],
    ) -> Prepared:
        """Checks a request and rewrites it."""
        kept = checked(camel(body), FIELDS)
        generation = checked(
            camel(kept.pop("generationConfig", {})), GENERATION, "generationConfig"
        )
        output = generation.pop("maxOutputTokens", None)
        stream = match["verb"] == "streamGenerateContent"
        if stream and query.get("alt") != "sse":
            raise Refusal(400, "bad_request", "A stream is read with ?alt=sse here.")

        def limit(tokens: int | None, _: Price | None) -> dict[str, Any]:
            wanted = output if tokens is None else tokens
            bound = {} if wanted is None else {"maxOutputTokens": wanted}
            return {"generationConfig": generation | bound} if generation or bound else {}

        return Prepared(
            model=match["model"],
            target=f"/v1beta/models/{match['model']}:{match['verb']}" + "?alt=sse" * stream,
            body=encode(kept),
            limit=limit,
            stream=stream,
            output=output,
            least=least_of(output),
            # A schema is input, too.
            more=len(encode(generation)) + images.more(_images(kept.get("contents"))),
        )


class Embed(_Gemini):
    """POST models/MODEL:embedContent and :batchEmbedContents."""

    path: ClassVar = re.compile(PREFIX + r"(?P<verb>embedContent|batchEmbedContents)")

    def prepare(
        self,
        provider: Provider,
        match: re.Match[str],
        query: Mapping[str, str],
        body: dict[str, Any],
    ) -> Prepared:
        """Checks a request and rewrites it: with the model of the path in each part of it."""
        name = f"models/{match['model']}"
        if match["verb"] == "embedContent":
            kept: dict[str, Any] = checked(camel(body), EMBEDDING) | {"model": name}
        else:
            requests = checked(body, {"requests": objects(lambda _: True)}).get("requests", [])
            kept = {
                "requests": [
                    checked(camel(it), EMBEDDING, "requests") | {"model": name} for it in requests
                ]
            }

        target = f"/v1beta/{name}:{match['verb']}"
        return Prepared(match["model"], target, encode(kept), unlimited, output=0, least=0)


class Count(_Gemini):
    """POST models/MODEL:countTokens, which is free."""

    path: ClassVar = re.compile(PREFIX + r"(?P<verb>countTokens)")

    def prepare(
        self,
        provider: Provider,
        match: re.Match[str],
        query: Mapping[str, str],
        body: dict[str, Any],
    ) -> Prepared:
        """Checks a request and rewrites it."""
        kept = checked(camel(body), {"contents": FIELDS["contents"]})

        target = f"/v1beta/models/{match['model']}:countTokens"
        return Prepared(
            match["model"], target, encode(kept), unlimited, output=0, least=0, free=True
        )

    def usage(self, answer: dict[str, Any], provider: Provider) -> Usage | None:
        """Nothing is used."""
        return Usage(0, 0)
