"""glibc allocator settings that return the memory of decoded photos to the system.

glibc maps large blocks separately and unmaps each when it is freed. But every such free raises the
size from which a block is large, up to 32 MB. Smaller blocks are kept for reuse, up to twice that
size in each of eight arenas per core.
After decoding 16 pictures of 50 megapixels at once, a process kept 730 to 1050 MB; after ordinary
photos, 600 MB. With fixed thresholds and two arenas it kept 30 to 80 MB, and decoding ordinary
photos was no slower.
"""

import ctypes
import os

# Environment variable: (parameter in malloc.h, value). The mmap threshold lies just below Pillow's
# blocks of 16 MB for large pictures, and above the 10 MB of a photo at its stored size.
SETTINGS = {
    "MALLOC_MMAP_THRESHOLD_": (-3, 15 * 1024**2),
    "MALLOC_TRIM_THRESHOLD_": (-1, 32 * 1024**2),
    "MALLOC_ARENA_MAX": (-8, 2),
}


def configure_allocator() -> None:
    """Apply SETTINGS to this process, unless its environment sets any of them.

    Does nothing if the C library has no mallopt.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None or any(name in os.environ for name in SETTINGS):
        return
    for parameter, value in SETTINGS.values():
        mallopt(parameter, value)
