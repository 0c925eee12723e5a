"""The providers: where each is, how it takes a key, and by which names users' programs find it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kind:
    """A sort of provider. `prices` is its id in genai-prices, "" where names alone must do."""

    base_url: str
    # Header of the real key and what stands before the key in it.
    key_header: str
    key_prefix: str
    prices: str
    # The names in a user's environment: key, base URL, and the path that the URL ends with.
    key_name: str
    url_name: str
    url_path: str = ""
    # The field of a chat that limits the output.
    limit: str = "max_tokens"
    # What answers a GET, costs nothing, and needs the key.
    probe: str = "/models"


def _openai_like(base_url: str, prices: str, name: str, limit: str = "max_tokens") -> Kind:
    return Kind(
        base_url,
        "Authorization",
        "Bearer ",
        prices,
        f"{name}_API_KEY",
        f"{name}_BASE_URL",
        limit=limit,
    )


KINDS = {
    # OpenAI refuses max_tokens for its reasoning models; servers that copy it may know only that.
    "openai": _openai_like(
        "https://api.openai.com/v1", "openai", "OPENAI", "max_completion_tokens"
    ),
    "anthropic": Kind(
        "https://api.anthropic.com",
        "x-api-key",
        "",
        "anthropic",
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_BASE_URL",
        probe="/v1/models",
    ),
    "gemini": Kind(
        "https://generativelanguage.googleapis.com",
        "x-goog-api-key",
        "",
        "google",
        "GEMINI_API_KEY",
        "GOOGLE_GEMINI_BASE_URL",
        probe="/v1beta/models?pageSize=1",
    ),
    "openrouter": Kind(
        "https://openrouter.ai/api/v1",
        "Authorization",
        "Bearer ",
        "openrouter",
        "OPENROUTER_API_KEY",
        "OPENROUTER_BASE_URL",
        url_path="/v1",
        probe="/key",  # its list of models needs no key
    ),
    "portkey": Kind(
        "https://api.portkey.ai/v1",
        "x-portkey-api-key",
        "",
        "",
        "PORTKEY_API_KEY",
        "PORTKEY_BASE_URL",
        url_path="/v1",
        limit="max_completion_tokens",
    ),
    "vllm": Kind(
        "", "Authorization", "Bearer ", "", "VLLM_API_KEY", "VLLM_BASE_URL", url_path="/v1"
    ),
    "azure": Kind(
        "",
        "api-key",
        "",
        "azure",
        "AZURE_OPENAI_API_KEY",
        "AZURE_OPENAI_ENDPOINT",
        limit="max_completion_tokens",
        probe="/openai/models",
    ),
    "compatible": _openai_like("", "", ""),
}


@dataclass(frozen=True)
class Provider:
    """A provider of this class. `key` is the real one and never shown."""

    name: str
    kind: str
    base_url: str
    key: str = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    api_version: str = ""
    # Azure: the model behind each deployment, where the names differ.
    deployments: dict[str, str] = field(default_factory=dict)
    # Another name of the field that limits the output.
    limit: str = ""

    @property
    def of(self) -> Kind:
        """What all providers of its kind have in common."""
        return KINDS[self.kind]

    @property
    def limit_field(self) -> str:
        """The field of a chat that limits the output."""
        return self.limit or self.of.limit

    def authentication(self) -> dict[str, str]:
        """The headers that only the gateway may send."""
        key = {self.of.key_header: self.of.key_prefix + self.key} if self.key else {}
        return {**self.headers, **key}

    def environment(self, key: str, gateway: str) -> dict[str, str]:
        """What a user's server gets, so that programs find the gateway in place of the provider."""
        prefix = self.name.upper().replace("-", "_") if self.kind == "compatible" else ""
        names = (
            (f"{prefix}_API_KEY", f"{prefix}_BASE_URL")
            if prefix
            else (self.of.key_name, self.of.url_name)
        )
        return {names[0]: key, names[1]: f"{gateway}/{self.name}{self.of.url_path}"}

    def scrub(self, text: str) -> str:
        """The text without the real key: some providers repeat it in errors."""
        for secret in (self.key, *self.headers.values()):
            if len(secret) > 5:
                text = text.replace(secret, "[key]")
        return text
