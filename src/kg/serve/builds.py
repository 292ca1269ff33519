"""The build that the server answers from, and the change to the next one once that stands whole in its place."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress

from kg.errors import InputError, KgError
from kg.serve.guard import log
from kg.serve.nursery import Nursery
from kg.serve.service import Identity, Service, identity
from kg.serve.settings import Settings

#: Seconds between two looks at the folder, and after a build that could not be served.
LOOK_SECONDS = 0.5
AGAIN_SECONDS = 5.0


class Builds:
    """The service of the current build. ``InputError`` where there is none at first."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._nursery = Nursery()
        self.current = Service(settings, self._nursery.start)
        self._warned: tuple[Identity | None, str] | None = None
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the processes for queries, and look for the next build from time to time."""
        await self.current.start()
        self._later(self._watch())

    async def close(self) -> None:
        """End everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.current.close()
        await asyncio.to_thread(self._nursery.close)

    async def after(self, service: Service, seconds: float) -> Service | None:
        """The service that came after ``service``; None where none comes within ``seconds``."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.current is service:
                    await self._changed.wait()
                return self.current
        return None

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            found = identity(self._settings.build)
            changed = found is not None and (found != self.current.identity or self.current.lanes.lost)
            if changed and not await self._change():
                await asyncio.sleep(AGAIN_SECONDS)

    async def _change(self) -> bool:
        """Answer from the build that is in the folder now; keep the old one, with a warning, where it cannot be served.

        Its processes start beside the old ones, and the change is one assignment: no request sees both.
        """
        new = None
        try:
            new = await asyncio.to_thread(Service, self._settings, self._nursery.start)
            if new.manifest is None and self.current.manifest is not None:
                raise InputError("has no list of its files yet", file=self._settings.build)
            await new.start()
            if not new.unchanged() or new.lanes.lost:
                raise InputError("changed while it was opened", file=self._settings.build)
        except (KgError, OSError, RuntimeError, ValueError) as error:
            self._warn(f"the new build is not served, the old one is: {error}")
            if new is not None:
                await new.close()
            return False
        old, self.current = self.current, new
        self._changed.set()
        self._changed = asyncio.Event()
        log.info("serves build %s now, after %s", new.name, old.name)
        self._later(_retire(old))
        return True

    def _warn(self, text: str) -> None:
        """Say it once for a state of the folder."""
        warned = (identity(self._settings.build), text)
        if warned != self._warned:
            log.warning("warning: %s", text)
        self._warned = warned

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _retire(service: Service) -> None:
    """Close a service once the requests that began with it are answered."""
    try:
        await service.unused()
    finally:
        await service.close()
