"""A proxy that does nothing: what aiohttp alone takes for a call. The gateway is measured beside it."""

from __future__ import annotations

import asyncio

import aiohttp
from aiohttp import web

PORT = 18195
BARE = f"http://127.0.0.1:{PORT}"
PROVIDER = "http://127.0.0.1:18198/v1"


async def main() -> None:
    """Forwards until it is killed."""
    async with aiohttp.ClientSession() as session:

        async def forward(request: web.Request) -> web.StreamResponse:
            headers = {"Content-Type": "application/json"}
            url = PROVIDER + request.path
            async with session.post(url, data=await request.read(), headers=headers) as answer:
                if answer.content_type == "application/json":
                    return web.Response(body=await answer.read(), content_type=answer.content_type)
                response = web.StreamResponse(headers={"Content-Type": answer.content_type})
                await response.prepare(request)
                async for chunk in answer.content.iter_any():
                    await response.write(chunk)
                return response

        app = web.Application(client_max_size=1 << 24)
        app.router.add_post("/{path:.*}", forward)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", PORT).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
