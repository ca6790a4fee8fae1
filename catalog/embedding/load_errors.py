"""Why a model of open_clip cannot be loaded, and what helps. Imports torch's packages."""

import pickle
import zlib

import safetensors

# Raised by open_clip, torch, safetensors and tokenizers for wrong names, damaged files and network
# failures.
LOAD_ERRORS = (
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    EOFError,
    ImportError,
    pickle.UnpicklingError,
    zlib.error,
    safetensors.SafetensorError,
)
MAX_CHARACTERS = 500
# Parts of messages, as errors of the network have no common class and may be wrapped.
_DOWNLOADING = ("download", "huggingface.co", "urlopen", "HF Hub", "connect")
_MISFIT = ("state_dict", "size mismatch", "pos_embed width changed")


def explain(error: Exception) -> str:
    """The cause, and what to do about it."""
    reason = " ".join(str(error).split())[:MAX_CHARACTERS]
    if isinstance(error, ModuleNotFoundError):
        return (
            f"it needs the package {error.name}. Run '.venv/bin/pip install {error.name}', "
            "then restart."
        )
    return f"{reason.rstrip('.')}. {_fix(reason)}"


def _fix(reason: str) -> str:
    if any(sign in reason for sign in _MISFIT):
        return "The weights do not fit open_clip_config.json: take both from the same model."
    if any(sign in reason for sign in _DOWNLOADING):
        return (
            "The download failed: check the name, the network (huggingface.co) and the disk. It is "
            "tried again. On a machine without network, copy SHOP_VAR/encoders from one with it."
        )
    return "Check the name, and that its files are whole."
