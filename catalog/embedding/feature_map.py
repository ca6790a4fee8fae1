"""The feature map of a convolutional image tower, as a module. Imports torch."""

from torch import Tensor, nn

from catalog.embedding.torchvision_operators import ensure_operators

ensure_operators()

from open_clip.timm_model import TimmModel  # noqa: E402  # these import torchvision
from timm.layers.adaptive_avgmax_pool import SelectAdaptivePool2d  # noqa: E402


class FeatureMapTower(nn.Module):
    """Turns pixels of shape (1, 3, height, width) into vectors (rows, columns, dimension).

    Applies the image tower's head to each place of the trunk's feature map instead of to their
    mean. If the head is linear, the mean of the vectors points where the picture's own vector does.
    """

    def __init__(self, visual: TimmModel) -> None:
        super().__init__()
        self.visual = visual

    def forward(self, pixels: Tensor) -> Tensor:
        features = self.visual.trunk.forward_features(pixels)
        channels, rows, columns = features.shape[1:]
        places = features.permute(0, 2, 3, 1).reshape(-1, channels, 1, 1)
        vectors: Tensor = self.visual.head(self.visual.trunk.forward_head(places))
        return vectors.reshape(rows, columns, -1)


def feature_map_tower(visual: object) -> FeatureMapTower | None:
    """The module for an open_clip image tower; None if it does not average a feature map."""
    pool = getattr(getattr(visual, "trunk", None), "global_pool", None)
    averages = isinstance(pool, SelectAdaptivePool2d) and pool.pool_type == "avg"
    return FeatureMapTower(visual).eval() if averages and isinstance(visual, TimmModel) else None
