"""Whether this process can search by photo: only once it has loaded the serving encoder."""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

from catalog.embedding.encoder import EncoderError
from catalog.embedding.registry import encoder_with
from shop_search.part import Part

# Seconds that a probe waits. Loading takes longer and goes on in its thread.
LOAD_WAIT = 0.5
WORDS_WORK = "searches by words work"

_loader = ThreadPoolExecutor(1, thread_name_prefix="encoder")
_loading: dict[str, "Future[None]"] = {}


def photo_search_part(name: str, fingerprint: str) -> Part:
    """Return the readiness of photo search. The first call starts loading the encoder."""
    try:
        _wait_for_encoder(name, fingerprint)
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


def _wait_for_encoder(name: str, fingerprint: str) -> None:
    """Raises NotYet while the encoder is being loaded, and EncoderError if that fails."""
    loading = _loading.get(fingerprint)
    if loading is None:
        # In a thread of its own: a probe must neither wait for the load nor start a second one.
        loading = _loader.submit(load_encoder, name, fingerprint)
        _loading[fingerprint] = loading
    try:
        loading.result(LOAD_WAIT)
    finally:
        if loading.done():
            _loading.pop(fingerprint, None)


def load_encoder(name: str, fingerprint: str) -> None:
    """Raises EncoderError."""
    _ = encoder_with(name, fingerprint).image_size
