"""Refusals that a user reads, and errors of the configuration that the operator reads."""

from __future__ import annotations


class Refusal(Exception):
    """Ends a call with a status and a sentence for the user.

    402 budget, 403 model or field, 401 key: the SDKs of the providers do not retry these. Every
    refusal carries x-should-retry: false as well, because they do retry 429 and 5xx.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        # Whether the ledger has the call already, as one that failed.
        self.counted = False


class ConfigError(Exception):
    """gateway.json or gateway.env cannot be used; says file, place and problem."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
