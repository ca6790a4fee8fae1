"""Which models and tags open_clip knows. Imports torch."""

from collections.abc import Sequence
from difflib import get_close_matches

from catalog.embedding.encoder import EncoderError
from catalog.embedding.encoder_source import EncoderSource
from catalog.embedding.torchvision_operators import ensure_operators

ensure_operators()

# These import torchvision; they carry no types.
import open_clip  # noqa: E402
from open_clip.pretrained import get_pretrained_cfg, is_pretrained_cfg  # noqa: E402

NAMED = 8  # how many names a message lists


def require_known(source: EncoderSource) -> None:
    """Raise EncoderError if a model or its tag is unknown; the message names similar ones."""
    if source.pretrained is None:
        return
    name, tag = config_name(source), source.pretrained
    if name not in open_clip.list_models():
        raise EncoderError(
            f"SHOP_ENCODER is '{source.model}/{tag}', but open_clip has no model '{source.model}'. "
            f"Similar models: {_similar(source.model, open_clip.list_models())}."
        )
    if not is_pretrained_cfg(name, tag):
        raise EncoderError(
            f"SHOP_ENCODER is '{source.model}/{tag}', but {source.model} has no weights '{tag}'. "
            f"It has: {_similar(tag, open_clip.list_pretrained_tags_by_model(name))}."
        )


def config_name(source: EncoderSource) -> str:
    """The name under which open_clip lists a model of its own."""
    return source.model.replace("/", "-")


def needs_quick_gelu(source: EncoderSource) -> bool:
    """Whether weights were trained with QuickGELU, but open_clip builds their model without it.

    OpenAI's are, under the names that people know, such as ViT-B-32/openai.
    """
    if source.pretrained is None:
        return False
    name = config_name(source)
    trained: bool = get_pretrained_cfg(name, source.pretrained).get("quick_gelu", False)
    built: bool = open_clip.get_model_config(name).get("quick_gelu", False)
    return trained and not built


def _similar(name: str, known: Sequence[str]) -> str:
    return ", ".join(get_close_matches(name, known, NAMED, cutoff=0) or ["none"])
