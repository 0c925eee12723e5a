"""Images on disk and idle processes in memory."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass

import docker

from driver.browser import Browser, answering
from driver.engine import Engine
from driver.figures import table

PLOT = (
    "import rlm\nfrom matplotlib import pyplot\npyplot.plot([1, 2])\npyplot.savefig('/tmp/x.png')"
)

# Each is measured alone beside its server: two would share pages.
KERNELS = {
    "a kernel": "pass",
    "a kernel with rlm": "import rlm",
    "a kernel with rlm and a plot": PLOT,
} | {
    f"a kernel with rlm, a plot and the client of {provider}": f"{PLOT}\n{client}"
    for provider, client in {
        "OpenAI": "import openai; openai.OpenAI(api_key='-')",
        "Anthropic": "import anthropic; anthropic.Anthropic(api_key='-')",
        "Gemini": "from google import genai; genai.Client(api_key='-')",
        "Portkey": "import portkey_ai; portkey_ai.Portkey(api_key='-')",
    }.items()
}


@dataclass(frozen=True)
class Case:
    """A hub and its images."""

    name: str
    url: str
    hub: str
    prefix: str
    hub_image: str
    singleuser_image: str


def images(case: Case) -> dict[str, float]:
    """MB on disk; layers that both images stand on are there once."""
    client = docker.from_env()
    layers = []
    for name in (case.hub_image, case.singleuser_image):
        history = reversed(client.images.get(name).history())
        layers.append([(h["CreatedBy"], h["Size"]) for h in history if h["Size"]])
    hub, singleuser = (sum(size for _, size in image) / 1e6 for image in layers)
    shared = 0
    for one, other in zip(*layers, strict=False):
        if one != other:
            break
        shared += one[1]
    return {
        "image of hub and proxy, MB": hub,
        "image of a user's server, MB": singleuser,
        "both on disk, MB": hub + singleuser - shared / 1e6,
    }


async def memory(case: Case) -> dict[str, float]:
    """PSS in MB of what idles: a hub's containers together, a server, and kernels."""
    engine = Engine()
    await answering(case.url)
    browser = Browser(case.url, f"{case.prefix}0")
    await browser.open_login()
    await browser.log_in(seconds=120)
    await asyncio.sleep(5)
    user = browser.user
    figures = {"hub and proxy": sum(engine.hub_pss(case.hub).values())}
    figures["a user's server"] = engine.server_pss(user).server
    for what, code in KERNELS.items():
        printed = await browser.run(code)
        if printed:
            raise SystemExit(f"{case.name}: {what}: {printed}")
        await asyncio.sleep(1)
        figures[what] = engine.server_pss(user).kernels
        await browser.end_kernels()
    await browser.stop()
    return {f"{what}, PSS in MB": value for what, value in figures.items()}


async def main() -> None:
    cases = [Case(*argument.split(",")) for argument in sys.argv[1:]]
    columns = [images(case) | await memory(case) for case in cases]
    rows = {what: [[column[what]] for column in columns] for what in columns[0]}
    print(table([case.name for case in cases], rows))


if __name__ == "__main__":
    asyncio.run(main())
