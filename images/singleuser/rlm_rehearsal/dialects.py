"""The wire formats of LLM providers: OpenAI's (which most others speak), Anthropic's and Gemini's.

Each dialect turns a request into OpenAI-style messages, and a reply into the provider's JSON. A new
provider is a new class here and a line in DIALECTS; scenes and routing do not change.
"""

import re
from dataclasses import dataclass
from email.message import Message
from typing import Any, Protocol


@dataclass(frozen=True)
class Chat:
    """What a model is asked: OpenAI-style messages, and the model's name."""

    model: str
    messages: list[dict[str, str]]

    @property
    def characters(self) -> int:
        """What all messages have together."""
        return sum(len(message["content"]) for message in self.messages)


@dataclass(frozen=True)
class Reply:
    """What the model says. Four characters count as one token, as rlm estimates it too."""

    text: str
    asked: Chat
    cost: float = 0.0

    @property
    def tokens_in(self) -> int:
        """Tokens of what was asked."""
        return self.asked.characters // 4 + 1

    @property
    def tokens_out(self) -> int:
        """Tokens of what is said."""
        return len(self.text) // 4 + 1


class Dialect(Protocol):
    """What a provider's wire format is made of; `path` is where requests go."""

    path: re.Pattern[str]

    def key(self, headers: Message) -> str:
        """The key that a request comes with, or ""."""

    def read(self, path: str, body: dict[str, Any]) -> Chat:
        """What a request asks."""

    def write(self, reply: Reply) -> dict[str, Any]:
        """The body of an answer."""

    def error(self, status: int, message: str) -> dict[str, Any]:
        """The body of a refusal."""


class OpenAi(Dialect):
    """OpenAI, vLLM, OpenRouter, and Portkey, which has a header of its own for the key."""

    path = re.compile(r"/chat/completions$")

    def key(self, headers: Message) -> str:
        """The key that a request comes with, or ""."""
        return headers.get("x-portkey-api-key") or _bearer(headers)

    def read(self, path: str, body: dict[str, Any]) -> Chat:
        """What a request asks."""
        return Chat(body["model"], body["messages"])

    def write(self, reply: Reply) -> dict[str, Any]:
        """The body of an answer."""
        usage: dict[str, float] = {
            "prompt_tokens": reply.tokens_in,
            "completion_tokens": reply.tokens_out,
            "total_tokens": reply.tokens_in + reply.tokens_out,
        }
        if reply.cost:
            usage["cost"] = reply.cost  # OpenRouter's extension: USD for this call
        message = {"role": "assistant", "content": reply.text}
        return {
            "id": "chatcmpl-scripted",
            "object": "chat.completion",
            "created": 0,
            "model": reply.asked.model,
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": usage,
        }

    def error(self, status: int, message: str) -> dict[str, Any]:
        """The body of a refusal."""
        return {"error": {"message": message, "type": "scripted_error", "code": status}}


class Anthropic(Dialect):
    """Anthropic's Messages API: the system prompt stands beside the messages."""

    path = re.compile(r"/v1/messages$")

    def key(self, headers: Message) -> str:
        """The key that a request comes with, or ""."""
        return headers.get("x-api-key") or _bearer(headers)  # SDKs before 2 send the first

    def read(self, path: str, body: dict[str, Any]) -> Chat:
        """What a request asks."""
        system = [{"role": "system", "content": body["system"]}] if "system" in body else []
        return Chat(body["model"], system + body["messages"])

    def write(self, reply: Reply) -> dict[str, Any]:
        """The body of an answer."""
        return {
            "id": "msg_scripted",
            "type": "message",
            "role": "assistant",
            "model": reply.asked.model,
            "content": [{"type": "text", "text": reply.text}],
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": reply.tokens_in, "output_tokens": reply.tokens_out},
        }

    def error(self, status: int, message: str) -> dict[str, Any]:
        """The body of a refusal."""
        return {"type": "error", "error": {"type": "scripted_error", "message": message}}


class Gemini(Dialect):
    """Gemini's generateContent: the model's name is in the path, its role is called model."""

    path = re.compile(r"/models/(?P<model>[^/:]+):generateContent$")

    def key(self, headers: Message) -> str:
        """The key that a request comes with, or ""."""
        return str(headers.get("x-goog-api-key", ""))

    def read(self, path: str, body: dict[str, Any]) -> Chat:
        """What a request asks."""
        system = body.get("systemInstruction") or body.get("system_instruction")
        messages = [{"role": "system", "content": _joined(system)}] if system else []
        for content in body["contents"]:
            role = "assistant" if content.get("role") == "model" else "user"
            messages.append({"role": role, "content": _joined(content)})
        return Chat(_model(self.path, path), messages)

    def write(self, reply: Reply) -> dict[str, Any]:
        """The body of an answer."""
        content = {"role": "model", "parts": [{"text": reply.text}]}
        return {
            "candidates": [{"index": 0, "content": content, "finishReason": "STOP"}],
            "modelVersion": reply.asked.model,
            "usageMetadata": {
                "promptTokenCount": reply.tokens_in,
                "candidatesTokenCount": reply.tokens_out,
                "totalTokenCount": reply.tokens_in + reply.tokens_out,
            },
        }

    def error(self, status: int, message: str) -> dict[str, Any]:
        """The body of a refusal."""
        return {"error": {"code": status, "message": message, "status": "SCRIPTED_ERROR"}}


DIALECTS: tuple[Dialect, ...] = (OpenAi(), Anthropic(), Gemini())


def _bearer(headers: Message) -> str:
    return headers.get("Authorization", "").removeprefix("Bearer").strip()


def _model(pattern: re.Pattern[str], path: str) -> str:
    match = pattern.search(path)
    return match["model"] if match else ""


def _joined(content: dict[str, Any]) -> str:
    return "".join(part.get("text", "") for part in content["parts"])
