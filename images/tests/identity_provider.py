"""An OpenID provider for tests: discovery, login form, codes with PKCE, tokens, userinfo.

It keeps to OpenID Connect Core 1.0, Discovery 1.0, RFC 6749 and RFC 7636. It refuses what they say
must be refused, so that a client that does less does not get in. The client's secret signs
id_tokens (HS256). Below /github and /google it answers as GitHub's and Google's own endpoints
do, for the client libraries that are made for those.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

PORT = 9000


@dataclass
class Grant:
    """What a code or a token stands for."""

    login: str
    client_id: str
    redirect_uri: str
    challenge: str
    scope: str
    nonce: str


@dataclass
class Provider:
    """Its people and its one client. `people` are claims by login; the password is the login."""

    issuer: str
    redirect_uri: str
    client_id: str = "the-hub"
    client_secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Of GitHub: "org" or "org:team" to logins.
    members: dict[str, set[str]] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Grant] = field(default_factory=dict)

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["HS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }

    def id_token(self, grant: Grant) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": grant.client_id, "iat": now, "exp": now + 300}
        claims |= {"sub": self.people[grant.login]["sub"]}
        if grant.nonce:
            claims["nonce"] = grant.nonce
        signed = ".".join(_b64(json.dumps(p).encode()) for p in ({"alg": "HS256"}, claims))
        mac = hmac.digest(self.client_secret.encode(), signed.encode(), "sha256")
        return f"{signed}.{_b64(mac)}"

    def __enter__(self) -> Provider:
        handler = type("Handler", (_Handler,), {"provider": self})
        self._server = ThreadingHTTPServer(("0.0.0.0", PORT), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Refused(Exception):
    def __init__(self, status: HTTPStatus, error: str) -> None:
        self.status = status
        self.error = error


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        self._answer(
            {
                "/.well-known/openid-configuration": self._configuration,
                "/jwks": lambda: self._json({"keys": []}),
                "/authorize": self._login_form,
                "/github/login/oauth/authorize": self._login_form,
                "/userinfo": self._userinfo,
                "/google/oauth2/v1/userinfo": self._google_userinfo,
                "/github/api/v3/user": self._github_user,
            }.get(urlsplit(self.path).path, self._github_member)
        )

    def do_POST(self) -> None:
        self._answer(
            {
                "/login": self._login,
                "/token": self._basic_token,
                "/google/oauth2/v4/token": self._form_token,
                "/github/login/oauth/access_token": self._form_token,
            }.get(urlsplit(self.path).path, self._nothing)
        )

    def _answer(self, method: Any) -> None:
        try:
            method()
        except _Refused as e:
            self._json({"error": e.error, "error_description": e.error}, e.status)

    def _nothing(self) -> None:
        raise _Refused(HTTPStatus.NOT_FOUND, "not_found")

    def _configuration(self) -> None:
        self._json(self.provider.configuration())

    # The browser's part: RFC 6749 4.1.1. Without a redirect_uri of the client's nothing is sent on.

    def _login_form(self) -> None:
        self._checked(self._query())
        action = html.escape("/login?" + urlsplit(self.path).query)
        page = f'<form method="post" action="{action}"><input name="login"><input name="password">'
        self._send(HTTPStatus.OK, page.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def _login(self) -> None:
        query = self._checked(self._query())
        form = self._form()
        login = form.get("login", "")
        if login not in self.provider.people or form.get("password") != login:
            raise _Refused(HTTPStatus.FORBIDDEN, "access_denied")
        code = secrets.token_urlsafe(24)
        self.provider.codes[code] = Grant(
            login,
            query["client_id"],
            query["redirect_uri"],
            query["code_challenge"],
            query.get("scope", ""),
            query.get("nonce", ""),
        )
        answer = urlencode({"code": code, "state": query["state"]})
        self._send(HTTPStatus.FOUND, b"", {"Location": f"{query['redirect_uri']}?{answer}"})

    def _checked(self, query: dict[str, str]) -> dict[str, str]:
        wanted = {
            "client_id": self.provider.client_id,
            "redirect_uri": self.provider.redirect_uri,
            "response_type": "code",
            "code_challenge_method": "S256",
        }
        for name, value in wanted.items():
            if query.get(name) != value:
                raise _Refused(HTTPStatus.BAD_REQUEST, f"{name} is {query.get(name)}, not {value}")
        for name in ("state", "code_challenge"):
            if not query.get(name):
                raise _Refused(HTTPStatus.BAD_REQUEST, f"{name} is missing")
        return query

    # The client's part: RFC 6749 4.1.3 and RFC 7636 4.6.

    def _basic_token(self) -> None:
        client = f"{quote(self.provider.client_id)}:{quote(self.provider.client_secret)}"
        given = self.headers.get("Authorization", "")
        if not hmac.compare_digest(given, "Basic " + base64.b64encode(client.encode()).decode()):
            raise _Refused(HTTPStatus.UNAUTHORIZED, "invalid_client")
        self._token(self._form())

    def _form_token(self) -> None:
        form = self._form()
        if (form.get("client_id"), form.get("client_secret")) != (
            self.provider.client_id,
            self.provider.client_secret,
        ):
            raise _Refused(HTTPStatus.UNAUTHORIZED, "invalid_client")
        self._token(form)

    def _token(self, form: dict[str, str]) -> None:
        # pop: a code is good for one time.
        grant = self.provider.codes.pop(form.get("code", ""), None)
        challenge = _b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            form.get("grant_type") != "authorization_code"
            or grant is None
            or form.get("redirect_uri") != grant.redirect_uri
            or challenge != grant.challenge
        ):
            raise _Refused(HTTPStatus.BAD_REQUEST, "invalid_grant")
        token = secrets.token_urlsafe(24)
        self.provider.tokens[token] = grant
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": 300}
        answer["scope"] = grant.scope
        if "openid" in grant.scope.split():
            answer["id_token"] = self.provider.id_token(grant)
        self._json(answer, headers={"Cache-Control": "no-store"})

    def _grant(self) -> Grant:
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        if kind.lower() not in ("bearer", "token") or token not in self.provider.tokens:
            raise _Refused(HTTPStatus.UNAUTHORIZED, "invalid_token")
        return self.provider.tokens[token]

    def _userinfo(self) -> None:
        grant = self._grant()
        if "openid" not in grant.scope.split():
            raise _Refused(HTTPStatus.FORBIDDEN, "insufficient_scope")
        self._json(self.provider.people[grant.login])

    def _google_userinfo(self) -> None:
        person = self.provider.people[self._grant().login]
        names = {"sub": "id", "email_verified": "verified_email"}
        self._json({names.get(name, name): value for name, value in person.items()})

    def _github_user(self) -> None:
        login = self._grant().login
        number = self.provider.people[login]["sub"]
        self._json({"login": login, "id": number, "email": None, "name": None})

    def _github_member(self) -> None:
        match unquote(urlsplit(self.path).path).split("/"):
            case ["", "github", "api", "v3", "orgs", org, "members", login]:
                group = org
            case ["", "github", "api", "v3", "orgs", org, "teams", team, "members", login]:
                group = f"{org}:{team}"
            case _:
                raise _Refused(HTTPStatus.NOT_FOUND, "not_found")
        # GitHub tells private memberships to tokens with this scope only.
        told = "read:org" in self._grant().scope
        found = login.lower() in {m.lower() for m in self.provider.members.get(group, set())}
        if not (told and found):
            raise _Refused(HTTPStatus.NOT_FOUND, "not_found")
        self._send(HTTPStatus.NO_CONTENT, b"", {})

    def _query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def _form(self) -> dict[str, str]:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        return {name: values[0] for name, values in parse_qs(body).items()}

    def _json(
        self,
        document: Any,
        status: HTTPStatus = HTTPStatus.OK,
        headers: dict[str, str] | None = None,
    ) -> None:
        body = json.dumps(document).encode()
        self._send(status, body, {"Content-Type": "application/json", **(headers or {})})

    def _send(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Tests say what went wrong."""


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
