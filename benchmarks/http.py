"""`./shop bench http`: whole requests to the REST API, by one client and by many at once."""

import io
import json
import random
import time
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final
from urllib.error import HTTPError
from uuid import uuid4

import numpy as np
from PIL import Image

from benchmarks.questions import catalog_of
from benchmarks.server import Server, served
from benchmarks.shop import indexed, stocked
from benchmarks.vectors import Space
from catalog.demo.captions import request_words
from catalog.demo.shopper import shopper_photo
from catalog.demo.world import Design, sample_design
from catalog.embedding.registry import default_encoder
from catalog.evaluation.shop import temporary_shop
from catalog.models import EncoderVersion
from catalog.search.calibration import calibrate

SIDE: Final = 1000
"""Pixels of the photo's sides, as an app sends them."""

PHOTOS: Final = 48
WARM_UP: Final = 10
SECONDS: Final = 60.0
FILTER: Final = json.dumps({"attributes": {"tenth": ["yes"]}})


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Milliseconds of requests by so many clients at once."""

    clients: int
    requests: int
    errors: int
    median: float
    p95: float
    per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpReport:
    products: int
    first_answer: float  # seconds after the server's start
    resident_mb: float  # after the load
    loads: list[Load] = field(default_factory=list)


def run_http(
    products: int, clients: Sequence[int], requests: int, progress: Callable[[int], None]
) -> HttpReport:
    """`products` synthetic ones under the configured encoder; `requests` by each number of clients.

    Photo, words and one filter; no two requests have the same photo and words.
    """
    bodies = _bodies(WARM_UP + requests * len(clients))
    with temporary_shop():
        _fill(products)
        progress(1)
        with served() as server:
            _load(server, bodies[:WARM_UP], 1)
            loads = []
            for place, count in enumerate(clients):
                start = WARM_UP + place * requests
                loads.append(_load(server, bodies[start : start + requests], count))
                progress(1)
            resident_mb = server.resident_mb()
    return HttpReport(
        products=products, first_answer=server.first_answer, resident_mb=resident_mb, loads=loads
    )


def _fill(products: int) -> None:
    """As if they had been embedded by the configured encoder: its queries search them."""
    encoder = default_encoder()
    version = stocked(
        catalog_of(Space(dimension=encoder.dimension).products(products)), lambda _done: None
    )
    EncoderVersion.objects.filter(pk=version.pk).update(
        name=encoder.name, fingerprint=encoder.fingerprint
    )
    indexed(version)
    calibrate(version)


def _load(server: Server, bodies: Sequence["Body"], clients: int) -> Load:
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        answers = list(pool.map(lambda body: _ask(server, body), bodies))
    seconds = time.perf_counter() - started
    milliseconds = [1000 * taken for taken, _ in answers]
    return Load(
        clients=clients,
        requests=len(bodies),
        errors=sum(not good for _, good in answers),
        median=float(np.median(milliseconds)),
        p95=float(np.quantile(milliseconds, 0.95)),
        per_second=len(bodies) / seconds,
    )


def _ask(server: Server, body: "Body") -> tuple[float, bool]:
    """Seconds, and whether a page of products came."""
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{server.address}/api/v1/searches/", data=body.data, method="POST",
        headers={"Content-Type": f"multipart/form-data; boundary={body.boundary}"},
    )  # fmt: skip
    started = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            found = json.load(answer)["results"]
    except (HTTPError, OSError):
        found = []
    return time.perf_counter() - started, bool(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    boundary: str
    data: bytes


def _bodies(count: int) -> list[Body]:
    rng = random.Random(0)  # noqa: S311 - no secret
    designs = [sample_design(rng) for _ in range(PHOTOS)]
    photos = [shopper_photo(one, seed=place, size=SIDE) for place, one in enumerate(designs)]
    return [_body(photos[n % PHOTOS], designs[n % PHOTOS], n, rng) for n in range(count)]


def _body(photo: Image.Image, design: Design, number: int, rng: random.Random) -> Body:
    boundary, buffer = uuid4().hex, io.BytesIO()
    # Another photo for every request, or its vector would be remembered.
    marked = photo.copy()
    marked.paste((number % 256, number // 256 % 256, 0), (0, 0, 32, 32))
    marked.save(buffer, "JPEG", quality=88)
    words = request_words(design, ["color"], rng) + f" {number}"
    fields = {"text": words, "filters": FILTER}
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="photo"; filename="p.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    ).encode()
    data = b"".join([*parts, head, buffer.getvalue(), f"\r\n--{boundary}--\r\n".encode()])
    return Body(boundary=boundary, data=data)
