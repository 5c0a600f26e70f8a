"""Somebody who uses a running portal over HTTP, as a browser without JavaScript does."""

import re
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

from wwc.tests.running import Portal


@dataclass(kw_only=True)
class Visitor:
    """Keeps cookies and hands the CSRF token back."""

    portal: Portal
    cookies: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str) -> str:
        return self._open(urllib.request.Request(self.portal.url + path))  # noqa: S310 - loopback

    def post(self, path: str, **data: str) -> str:
        token = next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), "")
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token or "", **data}).encode()
        headers = {"Referer": self.portal.url + path}
        address = self.portal.url + path
        return self._open(urllib.request.Request(address, body, headers))  # noqa: S310 - loopback

    def log_in(self, email: str) -> None:
        """Log in as one of the demo's people, with the password the portal printed."""
        self.get("/accounts/login/")
        page = self.post("/accounts/login/", login=email, password=demo_password(self.portal))
        assert "/accounts/logout/" in page

    def _open(self, request: urllib.request.Request) -> str:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        with opener.open(request, timeout=30) as response:
            text: str = response.read().decode()
            return text


def demo_password(portal: Portal) -> str:
    log_ins = (portal.var_dir / "demo-log-ins.txt").read_text()
    found = re.search(r"password (\S+)", log_ins)
    assert found is not None
    return found.group(1)
