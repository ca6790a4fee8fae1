"""Whether this process can search by photo: its encoder may be loading, or be another one."""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

from catalog.embedding.encoder import Encoder, EncoderError
from catalog.search.query_vectors import serving_encoder
from shop_search.part import Part

# Seconds. Loading takes longer, and goes on meanwhile.
PATIENCE = 0.5
WORDS_WORK = "searches by words work"

_loader = ThreadPoolExecutor(1, thread_name_prefix="encoder")
_loading: dict[str, "Future[Encoder]"] = {}


def photo_search_part(name: str, fingerprint: str) -> Part:
    """Of the encoder version that serves. The first look has the encoder loaded."""
    try:
        _loaded(name, fingerprint)
    except NotYet:
        trouble = "the encoder is being loaded"
    except EncoderError as error:
        trouble = str(error)
    else:
        return Part(name="photo_search", ok=True, detail="works")
    return Part(name="photo_search", ok=False, detail=f"{trouble}; {WORDS_WORK}")


def no_photo_search() -> Part:
    detail = f"no product has been indexed yet; {WORDS_WORK}"
    return Part(name="photo_search", ok=False, detail=detail)


def _loaded(name: str, fingerprint: str) -> None:
    """Raises EncoderError, and NotYet while it is being loaded."""
    loading = _loading.get(fingerprint)
    if loading is None:
        # In a thread of its own, one at a time: a probe must not wait, nor start a second load.
        loading = _loader.submit(serving_encoder, name, fingerprint)
        _loading[fingerprint] = loading
    try:
        loading.result(PATIENCE)
    finally:
        if loading.done():
            _loading.pop(fingerprint, None)
