"""The threads that run Django: a fixed number, with a bounded first-in first-out queue."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from shop_search.front.body import Disconnected
from shop_search.front.limits import Limits
from shop_search.front.refusals import Refused, busy

Result = TypeVar("Result")


class BoundedThreads:
    """The threads and their queue. Use an instance within a single event loop."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pool = ThreadPoolExecutor(limits.threads, thread_name_prefix="request")
        self._free = asyncio.Semaphore(limits.threads)
        self._waiting = 0

    async def run(
        self, call: Callable[[], Result], *, is_connected: Callable[[], bool] = lambda: True
    ) -> Result:
        """Run `call` in a thread and return its result. Once begun, it runs to its end.

        Raises Refused if no thread becomes free in time, and Disconnected if the client is gone
        when one does.
        """
        await self._acquire()
        try:
            if not is_connected():
                raise Disconnected
            return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        finally:
            self._free.release()

    async def _acquire(self) -> None:
        if self._waiting >= self._limits.max_waiting:
            raise Refused(busy())
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.max_wait_seconds):
                await self._free.acquire()
        except TimeoutError as error:
            raise Refused(busy()) from error
        finally:
            self._waiting -= 1
