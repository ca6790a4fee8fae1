"""Whether this process can search by photo: whether the serving encoder is loaded."""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

from catalog.embedding.encoder import Encoder, EncoderError
from catalog.search.query_vectors import serving_encoder
from shop_search.part import Part

# Seconds that a probe waits. Loading takes longer and goes on in its thread.
LOAD_WAIT = 0.5
WORDS_WORK = "searches by words work"

_loader = ThreadPoolExecutor(1, thread_name_prefix="encoder")
_loading: dict[str, "Future[Encoder]"] = {}


def photo_search_part(name: str, fingerprint: str) -> Part:
    """Readiness of the serving encoder version. The first call starts loading it."""
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
    """Raises EncoderError, and NotYet while the encoder is loading."""
    loading = _loading.get(fingerprint)
    if loading is None:
        # In a single thread: a probe must neither wait for it nor start a second load.
        loading = _loader.submit(serving_encoder, name, fingerprint)
        _loading[fingerprint] = loading
    try:
        loading.result(LOAD_WAIT)
    finally:
        if loading.done():
            _loading.pop(fingerprint, None)
