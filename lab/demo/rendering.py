"""Parallel rendering of pictures, on all processors."""

import io
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from PIL.Image import Image

from lab.demo.products import DemoProduct
from lab.demo.shopper import shopper_photo
from lab.demo.studio import studio_picture
from lab.demo.world import Design

SIZE = 448  # pixels per side; 512 takes a third longer
QUALITY = 88


def rendered_products(products: Sequence[DemoProduct]) -> Iterator[tuple[DemoProduct, bytes]]:
    """Yield each product with its studio picture as JPEG, in order."""
    with _pool() as pool:
        pictures = pool.map(_studio_jpeg, [product.design for product in products], chunksize=10)
        yield from zip(products, pictures, strict=True)


def shopper_jpegs(designs: Sequence[Design], *, seed: int) -> Iterator[bytes]:
    """Yield a shopper's photo of each design, in order; the i-th uses the seed `seed` + i."""
    with _pool() as pool:
        seeds = range(seed, seed + len(designs))
        yield from pool.map(_shopper_jpeg, designs, seeds, chunksize=10)


def _pool() -> ProcessPoolExecutor:
    # Spawned, not forked: the caller may hold database connections and threads.
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(os.cpu_count(), spawn, initializer=_follow_parent)


def _follow_parent() -> None:
    """Ignore interrupts, and exit when the parent dies: a pool's worker would wait forever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_after_parent, daemon=True).start()


def _end_after_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)


def encode_jpeg(picture: Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def _shopper_jpeg(design: Design, seed: int) -> bytes:
    return encode_jpeg(shopper_photo(design, seed=seed, size=SIZE))


def _studio_jpeg(design: Design) -> bytes:
    return encode_jpeg(studio_picture(design, size=SIZE))
