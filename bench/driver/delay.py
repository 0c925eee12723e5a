"""A TCP proxy that delays bytes by a fixed time each way, and notes when a connection began and ended.

Bytes in flight do not wait for one another, as on a long line.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Self


@dataclass
class Delay:
    """Forwards a port of 127.0.0.1 to another. `seconds` each way may change between connections."""

    target: int
    seconds: float = 0.0
    port: int = 0
    connections: list[list[float]] = field(default_factory=list)  # [began, ended] each

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        times = [time.monotonic()]
        self.connections.append(times)
        # The handshake of TCP crosses the line once before anything else can.
        await asyncio.sleep(2 * self.seconds)
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
        times.append(time.monotonic())
        for stream in (writer, back):
            stream.close()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        line: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        sender = asyncio.create_task(self._send(line, sink))
        data = b"more"
        while data:
            try:
                data = await source.read(65536)
            except ConnectionError:
                data = b""
            line.put_nowait((time.monotonic() + self.seconds, data))
        await sender

    async def _send(
        self, line: asyncio.Queue[tuple[float, bytes]], sink: asyncio.StreamWriter
    ) -> None:
        while True:
            due, data = await line.get()
            await asyncio.sleep(due - time.monotonic())
            try:
                if not data:
                    # Either side's end ends both: neither ssh nor rlmprov half-closes its connection.
                    sink.close()
                    return
                sink.write(data)
                await sink.drain()
            except ConnectionError:
                return
