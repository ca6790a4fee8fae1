import pytest
import torch

from lab.training.pretrained.regression import KernelRegression, principal_axes, ridge_regression


def random(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(0))


def test_ridge_regression_finds_a_linear_map() -> None:
    features, matrix = random(200, 5), random(5, 3)
    found = ridge_regression(features, features @ matrix + 2, torch.ones(200), penalty=1e-3)
    assert torch.allclose(found(features), features @ matrix + 2, atol=1e-3)


def test_rows_without_weight_do_not_count_in_ridge_regression() -> None:
    features, weights = random(100, 4), torch.ones(100)
    targets = features[:, :1].clone()
    targets[50:], weights[50:] = 99.0, 0.0
    found = ridge_regression(features, targets, weights, penalty=1e-3)
    assert torch.allclose(found(features), features[:, :1], atol=1e-2)


def test_kernel_regression_gives_anchors_their_targets_and_mixes_between_them() -> None:
    anchors = torch.eye(3)
    targets = torch.tensor([[1.0, 0], [0, 1], [-1, 0]])
    fitted = KernelRegression.fit(anchors, targets, bandwidth=6, penalty=1e-6)
    assert torch.allclose(fitted(anchors), targets, atol=1e-4)
    between = fitted(torch.tensor([[0.5**0.5, 0.5**0.5, 0]]))[0]
    assert between.tolist() == pytest.approx([0.2, 0.2], abs=0.1)


@pytest.mark.parametrize("count", [300, 12], ids=["many vectors", "few vectors"])
def test_principal_axes_are_orthonormal_and_hold_the_largest_moments(count: int) -> None:
    vectors = random(count, 20) * torch.linspace(5, 0.1, 20)
    axes = principal_axes(vectors, 4)
    assert torch.allclose(axes.T @ axes, torch.eye(4), atol=1e-3)
    moments = (vectors @ axes).square().sum(dim=0)
    expected = torch.linalg.svdvals(vectors)[:4].square()
    assert torch.allclose(moments, expected, rtol=1e-3)
