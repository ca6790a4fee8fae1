"""The threads in which Django runs: so many; first come, first served; nobody waits for long."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from shop_search.front.body import Disconnected
from shop_search.front.limits import Limits
from shop_search.front.refusals import Refused, busy

Result = TypeVar("Result")


class Threads:
    """Use it within one event loop."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pool = ThreadPoolExecutor(limits.threads, thread_name_prefix="request")
        self._free = asyncio.Semaphore(limits.threads)
        self._waiting = 0

    async def run(
        self, call: Callable[[], Result], *, is_wanted: Callable[[], bool] = lambda: True
    ) -> Result:
        """Raises Refused, and Disconnected where nobody wants it any more when its turn comes.

        Once begun, a call is waited for: its thread is its own until it ends.
        """
        await self._turn()
        try:
            if not is_wanted():
                raise Disconnected
            return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        finally:
            self._free.release()

    async def _turn(self) -> None:
        if self._waiting >= self._limits.waiting:
            raise Refused(busy())
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.waiting_seconds):
                await self._free.acquire()
        except TimeoutError as error:
            raise Refused(busy()) from error
        finally:
            self._waiting -= 1
