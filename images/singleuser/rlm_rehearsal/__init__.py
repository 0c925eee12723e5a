"""A language model that reads its lines from a script: the tutorial without key or network.

A teacher rehearses with it, a class without a key learns with it, and the tutorial's tests run
against it. It speaks OpenAI's protocol (so also vLLM's, OpenRouter's and Portkey's), Anthropic's
and Gemini's, answers the requests of rlm 0.1.3 from scenes/, and needs nothing but Python.

    python -m rlm_rehearsal --port 8123 &
    OPENAI_BASE_URL=http://127.0.0.1:8123/v1 OPENAI_API_KEY=any jupyter lab
"""

from rlm_rehearsal.process import start
from rlm_rehearsal.server import MODEL, ScriptedLlm

__all__ = ["MODEL", "ScriptedLlm", "start"]
