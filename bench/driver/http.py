"""A browser's part of HTTP on tornado, which the hub's image has: cookies by path, and redirects."""

from __future__ import annotations

from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse

# tornado's default of 10 would make a queue of our own in front of the hub's.
AsyncHTTPClient.configure(None, max_clients=2000)


@dataclass(frozen=True)
class Page:
    """An answer after its redirects: 599 if none came in time."""

    url: str
    status: int
    headers: dict[str, str]
    text: str

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def retry_after(self) -> float | None:
        """Seconds that the server asks to wait."""
        value = self.headers.get("Retry-After", "")
        return float(value) if value.isdigit() else None


@dataclass
class Session:
    """One browser's cookies."""

    timeout: float = 120
    _cookies: dict[tuple[str, str], str] = field(default_factory=dict)

    async def open(
        self,
        url: str,
        method: str = "GET",
        body: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Page:
        """Asks and follows redirects, which turn a POST into a GET as in a browser."""
        for _ in range(15):
            answer = await self._ask(url, method, body, headers or {})
            self._keep(answer)
            location = answer.headers.get("Location")
            if answer.code not in (301, 302, 303, 307) or not location:
                text = answer.body.decode(errors="replace") if answer.body else ""
                return Page(url, answer.code, dict(answer.headers), text)
            url, method, body = urljoin(url, location), "GET", None
        raise RuntimeError(f"redirected without end, last to {url}")

    def cookie(self, name: str, path: str) -> str | None:
        """The value of the cookie with exactly this path."""
        return self._cookies.get((path, name))

    def cookies_for(self, url: str) -> str:
        """The Cookie header: the most specific path wins, as servers take the first of a name."""
        path = urlsplit(url).path
        fitting = [(p, n) for p, n in self._cookies if path.startswith(p) or path + "/" == p]
        fitting.sort(key=lambda key: -len(key[0]))
        return "; ".join(f"{key[1]}={self._cookies[key]}" for key in fitting)

    async def _ask(
        self, url: str, method: str, body: str | None, headers: dict[str, str]
    ) -> HTTPResponse:
        cookies = self.cookies_for(url)
        request = HTTPRequest(
            url,
            method=method,
            body=body,
            headers=headers | ({"Cookie": cookies} if cookies else {}),
            follow_redirects=False,
            connect_timeout=self.timeout,
            request_timeout=self.timeout,
            allow_nonstandard_methods=True,
        )
        try:
            return await AsyncHTTPClient().fetch(request, raise_error=False)
        except (OSError, HTTPClientError):  # refused, cut, or too late
            return HTTPResponse(request, 599)

    def _keep(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_list("Set-Cookie"):
            for morsel in SimpleCookie(line).values():
                key = (morsel["path"] or "/", morsel.key)
                if morsel["max-age"] == "0" or morsel["expires"].endswith("1970 00:00:00 GMT"):
                    self._cookies.pop(key, None)
                else:
                    self._cookies[key] = morsel.value
