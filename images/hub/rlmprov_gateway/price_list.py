"""Looks prices up in genai-prices, in a process of its own that ends at once.

The library keeps pydantic, an HTTP client and all prices in memory: 25 MB, more than the gateway.

    echo '{"find": [["openai", "", "gpt-5-nano"]], "list": []}' |
        python -m rlmprov_gateway.price_list

`find` has provider id, base URL and model; the answer has a price, or null, for each, and the
names of all models of the providers in `list`.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

from genai_prices.data_snapshot import find_provider_by_id, get_snapshot
from genai_prices.types import TieredPrices

# The gateway lets text and images through, so rates of other input, of searches and of storage do
# not matter. A model with any other rate, for example of images it makes, has no price for us.
RATES = {
    "input_mtok": "input",
    "output_mtok": "output",
    "cache_read_mtok": "cached",
    "cache_write_mtok": "written",
}
NO_MATTER = ("input_", "cache_", "web_searches_", "storage_")


def main() -> None:
    """Answers the one question on standard input."""
    asked = json.load(sys.stdin)
    json.dump(
        {
            "find": [find(*names) for names in asked["find"]],
            "list": {provider: names_of(provider) for provider in asked["list"]},
        },
        sys.stdout,
    )


def find(provider: str, base_url: str, model: str) -> dict[str, Any] | None:
    """The price of a model as in gateway.json, or None."""
    if not provider and model.startswith("@"):
        # Portkey's names: @provider/model. The first part may be a name that the class chose.
        slug, _, model = model[1:].partition("/")
        known = find_provider_by_id(get_snapshot().providers, slug)
        return _price(known.id if known else None, None, model)
    if not provider and not base_url:
        return None
    return _price(provider or None, None if provider else base_url, model)


def names_of(provider: str) -> list[str]:
    """The models of a provider that have a price and are not deprecated."""
    known = find_provider_by_id(get_snapshot().providers, provider)
    names = [model.id for model in known.models if not model.deprecated] if known else []
    return [name for name in names if ":" not in name and _price(provider, None, name)]


def _price(provider: str | None, url: str | None, model: str) -> dict[str, Any] | None:
    # These search the web in every call, which costs apart from tokens.
    if "search" in model:
        return None
    try:
        _, found = get_snapshot().find_provider_model(model, None, provider, url)
    except LookupError:
        return None
    rates = {
        key: value
        for key, value in vars(found.get_prices(datetime.now(UTC))).items()
        if value is not None and not key.startswith("_")
    }
    others = [key for key in rates if key not in RATES]
    if "input_mtok" not in rates or not all(key.startswith(NO_MATTER) for key in others):
        return None
    if "input_image_mtok" in rates and "embed" not in model:
        # Usage does not tell tokens of text and images apart. Of embeddings only text passes.
        both = rates["input_mtok"], rates["input_image_mtok"]
        if any(isinstance(rate, TieredPrices) for rate in both):
            return None
        rates["input_mtok"] = max(both)
    return {"output": "0"} | {
        name: _rate(rates[key]) for key, name in RATES.items() if key in rates
    }


def _rate(value: Any) -> Any:
    if isinstance(value, TieredPrices):
        return [str(value.base), *([tier.start, str(tier.price)] for tier in value.tiers)]
    return str(value)


if __name__ == "__main__":
    main()
