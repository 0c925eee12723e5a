"""The wire formats of the providers. Each says what may pass and where the usage stands."""

from rlmprov_gateway.dialects.anthropic import CountTokens, Messages
from rlmprov_gateway.dialects.base import Dialect, Prepared, Progress
from rlmprov_gateway.dialects.embeddings import Embeddings
from rlmprov_gateway.dialects.gemini import Count, Embed, Generate
from rlmprov_gateway.dialects.openai_chat import Chat
from rlmprov_gateway.dialects.openai_responses import Responses

DIALECTS: tuple[Dialect, ...] = (
    Chat(),
    Responses(),
    Embeddings(),
    Messages(),
    CountTokens(),
    Generate(),
    Embed(),
    Count(),
)

__all__ = ["DIALECTS", "Dialect", "Prepared", "Progress"]
