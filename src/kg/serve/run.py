"""Starting and stopping: the socket, the processes, the signals."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import resource
import signal
import socket
from collections.abc import Iterator

import uvicorn

from kg.errors import OutputError, UsageError
from kg.limits import limits
from kg.serve.app import application
from kg.serve.connections import HEAD_BYTES, Protocol
from kg.serve.replies import log, log_to_stderr
from kg.serve.settings import Settings

#: Connections that may wait to be taken.
BACKLOG = 512
#: Open files of two stores and their processes.
OTHER_FILES = 1024
#: Idle seconds after which a connection that could be used again is closed.
IDLE_SECONDS = 5


def run_server(settings: Settings) -> None:
    """Answer requests until SIGTERM or SIGINT; those under way have ``serve_stop_seconds`` to end.

    Raises ``InputError`` where there is no build, ``OutputError`` where the port cannot be had.
    """
    log_to_stderr()
    _allow_open_files()
    taken = bound(settings.host, settings.port)
    settings = settings.at(taken.getsockname()[1])
    app = application(settings)
    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=max(1, round(limits().serve_stop_seconds)),
    )
    asyncio.run(_run(_Server(config), settings, taken))


def _allow_open_files() -> None:
    """Let the process have as many open files as the connections need, as far as the system grants them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * limits().serve_connections + OTHER_FILES
    granted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < granted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (granted, hard))


async def _run(server: _Server, settings: Settings, taken: socket.socket) -> None:
    builds = server.config.app.state.builds  # type: ignore[union-attr]
    try:
        await builds.start()
        log.info("%s serves %s; stop with Ctrl+C", settings.base, settings.build)
        if not _is_loopback(settings.host):
            log.warning("warning: anybody who can reach %s can ask; there is no login and no encryption", settings.base)
        await server.serve(sockets=[taken])
    finally:
        await builds.close()
    log.info("stopped")


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens on ``host`` and ``port`` (0: any free one)."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"--host {host!r} is no address of this machine") from error
    family, kind, protocol, _, address = found[0]
    # Only of a socket that names its protocol does asyncio send small answers at once.
    taken = socket.socket(family, kind, protocol)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux then cuts a connection whose client takes nothing any more.
        patience = round(2000 * limits().serve_client_seconds)
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, patience)
    try:
        taken.bind(address)
    except (OSError, OverflowError) as error:
        taken.close()
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"port {port} of {host} cannot be had: {reason}; name another with --port") from error
    taken.listen(BACKLOG)
    taken.setblocking(False)
    return taken


def _is_loopback(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


class _Server(uvicorn.Server):
    """A server for which a signal to stop is an order that was carried out, not a death."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {sign: signal.signal(sign, self.handle_exit) for sign in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)
