"""What a server is started with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import UsageError

#: The names under which a machine reaches itself.
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Settings:
    """``build``: the folder that ``kg build`` wrote. ``public_url``: the address that others know the server by, where
    it is not that of ``host`` and ``port``. ``cors``: origins whose pages may read answers, ``*`` for all."""

    build: Path
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    cors: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for url in (self.public_url, *(origin for origin in self.cors if origin != "*")):
            if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
                raise UsageError(f"{url!r} is no address that begins with http:// or https://")

    def at(self, port: int) -> Settings:
        """The same at the port that was given."""
        return replace(self, port=port)

    @property
    def base(self) -> str:
        """The address of the server, with a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/") + "/"

    @property
    def hosts(self) -> tuple[str, ...] | None:
        """The names that requests may be addressed to; None for any, where it listens beyond the machine unnamed."""
        bare = f"[{self.host}]" if ":" in self.host else self.host
        if self.public_url is None and bare not in LOOPBACK:
            return None
        named = urlsplit(self.base).hostname or ""
        return (*LOOPBACK, bare, f"[{named}]" if ":" in named else named)
