"""A thread-safe cache of vectors."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from catalog.search.calibration import Floats

CAPACITY = 2_000


class VectorCache:
    """Evicts the least recently used vector. Two threads may compute the same; neither waits."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._vectors: OrderedDict[Hashable, Floats] = OrderedDict()
        self._lock = Lock()

    def get_or_compute(self, key: Hashable, compute: Callable[[], Floats]) -> Floats:
        with self._lock:
            if key in self._vectors:
                self._vectors.move_to_end(key)
                return self._vectors[key]
        vector = compute()
        with self._lock:
            self._vectors[key] = vector
            while len(self._vectors) > self._capacity:
                self._vectors.popitem(last=False)
        return vector

    def forget(self, is_forgotten: Callable[[Hashable], bool]) -> None:
        with self._lock:
            for key in list(filter(is_forgotten, self._vectors)):
                del self._vectors[key]
