"""OpenAI's embeddings: input only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from rlmprov_gateway.dialects.base import (
    Check,
    Prepared,
    Progress,
    anything,
    checked,
    encode,
    one_of,
    unlimited,
)
from rlmprov_gateway.dialects.openai_chat import OpenAiLike, openai_target, openai_usage
from rlmprov_gateway.prices import Usage
from rlmprov_gateway.providers import Provider


def _plain(value: Any) -> bool:
    """Texts, or tokens, or lists of tokens."""
    return isinstance(value, str) or (
        isinstance(value, list)
        and all(
            isinstance(it, str | int)
            or (isinstance(it, list) and all(isinstance(token, int) for token in it))
            for it in value
        )
    )


FIELDS: dict[str, Check] = {
    "model": anything,
    "input": _plain,
    "encoding_format": one_of("float", "base64"),
    "dimensions": anything,
    "user": anything,
}


class Embeddings(OpenAiLike):
    """POST /embeddings."""

    path: ClassVar = re.compile(
        r"(?:/v1)?/embeddings|/openai/deployments/(?P<deployment>[\w.-]+)/embeddings"
    )

    def prepare(
        self,
        provider: Provider,
        match: re.Match[str],
        query: Mapping[str, str],
        body: dict[str, Any],
    ) -> Prepared:
        """Checks a request and rewrites it."""
        kept = checked(body, FIELDS)
        model, target = openai_target(provider, match, kept, "/embeddings")

        return Prepared(model, target, encode(kept), unlimited, output=0, least=0)

    def usage(self, answer: dict[str, Any], provider: Provider) -> Usage | None:
        """The usage in an answer."""
        return openai_usage(answer.get("usage"), provider)

    def event(self, event: dict[str, Any], before: Usage | None, provider: Provider) -> Progress:
        """There are no streams of embeddings."""
        return Progress(before)
