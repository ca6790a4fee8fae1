"""The sizes of the model, and how they are written in open_clip's configuration."""

from dataclasses import dataclass
from typing import Final, Self, TypedDict

BYTE_TOKENS: Final = 512
SPECIAL_TOKENS: Final = 2


class OpenClipConfig(TypedDict):
    embed_dim: int
    vision_cfg: dict[str, str | int]
    text_cfg: dict[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig:
    image_model: str = "mobilenetv4_conv_small"
    """The image tower, by its name in timm."""
    image_size: int = 160
    embed_dim: int = 256
    text_width: int = 192
    text_layers: int = 3
    text_heads: int = 4
    context_length: int = 32
    bpe_merges: int = 6000

    @classmethod
    def from_open_clip(cls, config: OpenClipConfig) -> Self:
        """Read the sizes from open_clip's configuration.

        Raises LookupError, TypeError or ValueError if one is missing or not valid.
        """
        vision, text = config["vision_cfg"], config["text_cfg"]
        return cls(
            image_model=str(vision["timm_model_name"]),
            image_size=_size(vision["image_size"]),
            embed_dim=_size(config["embed_dim"]),
            text_width=_size(text["width"]),
            text_layers=_size(text["layers"]),
            text_heads=_size(text["heads"]),
            context_length=_size(text["context_length"]),
            bpe_merges=_size(text["vocab_size"]) - BYTE_TOKENS - SPECIAL_TOKENS,
        )

    def to_open_clip(self) -> OpenClipConfig:
        """Return open_clip's configuration. An empty `timm_proj` keeps MobileNetV4's last layer."""
        return {
            "embed_dim": self.embed_dim,
            "vision_cfg": {
                "timm_model_name": self.image_model,
                "timm_pool": "avg",
                "timm_proj": "",
                "image_size": self.image_size,
            },
            "text_cfg": {
                "context_length": self.context_length,
                "vocab_size": BYTE_TOKENS + self.bpe_merges + SPECIAL_TOKENS,
                "width": self.text_width,
                "heads": self.text_heads,
                "layers": self.text_layers,
            },
        }


def _size(value: object) -> int:
    if not isinstance(value, int) or value < 1:
        raise ValueError(f"{value!r} is not a positive integer")
    return value
