"""The encoder version that this process answers searches with."""

from dataclasses import dataclass

from catalog.embedding.registry import is_ready
from catalog.models import EncoderState, EncoderVersion


@dataclass(slots=True)
class _Last:
    """The version that this process has answered with last, by its key."""

    key: int | None = None


_last = _Last()


def answering_version() -> EncoderVersion | None:
    """The serving version, or the one before while this process is loading its successor's encoder.

    Loading takes a second from an export and longer on PyTorch. A version that has just been
    replaced still has all its vectors.
    """
    serving = EncoderVersion.objects.defer("calibration").serving()
    if serving is None or _last.key in (None, serving.pk):
        return _remember(serving)
    if is_ready(serving.name, serving.fingerprint):
        return _remember(serving)
    replaced = EncoderVersion.objects.filter(pk=_last.key, state=EncoderState.RETIRED)
    return replaced.defer("calibration").first() or _remember(serving)


def _remember(version: EncoderVersion | None) -> EncoderVersion | None:
    _last.key = version.pk if version else None
    return version
