"""The culler as it is installed, with our patch: against a hub that takes its time to stop."""

import asyncio
import json
import logging
import unittest
from datetime import UTC, datetime, timedelta

from jupyterhub_idle_culler import cull_idle
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

LONG_AGO = (datetime.now(UTC) - timedelta(hours=3)).isoformat()


class Stops:
    """Counts how many stops are going on at the same time."""

    def __init__(self):
        self.now = self.most = 0
        self.stopped = []

    async def stop(self, user):
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.05)
        self.now -= 1
        self.stopped.append(user)


class Version(RequestHandler):
    def get(self):
        self.write({"version": "5.5.1"})


class Users(RequestHandler):
    def initialize(self, users):
        self.users = users

    def get(self):
        state = self.get_query_argument("state")
        self.write(json.dumps(self.users if state == "ready" else []))


class Server(RequestHandler):
    def initialize(self, stops):
        self.stops = stops

    async def delete(self, user):
        await self.stops.stop(user)
        self.set_status(204)


def user(name, last_activity):
    server = {
        "name": "",
        "url": f"/user/{name}/",
        "ready": True,
        "pending": None,
        "started": LONG_AGO,
        "last_activity": last_activity,
    }
    return {
        "name": name,
        "admin": False,
        "created": LONG_AGO,
        "last_activity": last_activity,
        "servers": {"": server},
    }


class Culling(unittest.IsolatedAsyncioTestCase):
    async def test_idle_servers_are_stopped_ten_at_a_time(self):
        asyncio.get_running_loop().set_debug(False)
        idle = [user(f"idle{n}", LONG_AGO) for n in range(30)]
        in_use = user("busy", datetime.now(UTC).isoformat())
        stops = Stops()
        hub = HTTPServer(
            Application(
                [
                    ("/", Version),
                    ("/users", Users, {"users": [*idle, in_use]}),
                    ("/users/([^/]+)/server", Server, {"stops": stops}),
                ]
            )
        )
        socket, port = bind_unused_port()
        hub.add_socket(socket)
        self.addCleanup(hub.stop)
        quiet = logging.getLogger("culler")
        quiet.setLevel(logging.ERROR)
        await cull_idle(f"http://127.0.0.1:{port}", "token", 3600, quiet, concurrency=10)
        self.assertEqual(sorted(stops.stopped), sorted(u["name"] for u in idle))
        self.assertEqual(stops.most, 10)
