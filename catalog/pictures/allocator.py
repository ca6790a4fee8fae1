"""Memory of photos goes back to the system when they are done.

glibc maps large blocks one by one and gives each back when it is freed. But with every such block
that is freed it raises, up to 32 MB, what it calls large, and keeps up to twice that in each of
eight arenas per core. After 16 pictures of 50 megapixels at once a process kept 730 to 1050 MB,
after ordinary photos 600. With the sizes fixed and two arenas it kept 30 to 80 MB, and ordinary
photos were decoded no slower: what they need is still used again.
"""

import ctypes
import os

# How glibc's environment names each setting, its number in malloc.h, and its value. Pillow takes
# the memory of large pictures in blocks of 16 MB; a photo as it is kept has 10 MB.
SETTINGS = {
    "MALLOC_MMAP_THRESHOLD_": (-3, 15 * 1024**2),
    "MALLOC_TRIM_THRESHOLD_": (-1, 32 * 1024**2),
    "MALLOC_ARENA_MAX": (-8, 2),
}


def fix_allocator() -> None:
    """For the whole process, where its environment does not say otherwise.

    Does nothing where the C library is another one.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None or any(name in os.environ for name in SETTINGS):
        return
    for number, value in SETTINGS.values():
        mallopt(number, value)
