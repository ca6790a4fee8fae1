import pytest
import torch
from torch import Tensor

from lab.training.objective import cross_batch_memory
from lab.training.objective.cross_batch_memory import CrossBatchMemory, instance_loss

SCALE = torch.tensor(20.0)


def unit_vectors(*angles: float) -> Tensor:
    radians = torch.tensor(angles)
    return torch.stack([radians.cos(), radians.sin()], dim=1)


def loss(memory: CrossBatchMemory) -> float:
    """Return the loss of queries near their keys, for the products 1 and 2."""
    queries, keys = unit_vectors(0.1, 1.6), unit_vectors(0.0, 1.5)
    return instance_loss(queries, keys, torch.tensor([1, 2]), memory, SCALE).item()


def test_instance_loss_grows_with_a_similar_product_in_memory() -> None:
    alone = loss(CrossBatchMemory.empty())
    different = loss(CrossBatchMemory(unit_vectors(3.0), torch.tensor([7])))
    similar = loss(CrossBatchMemory(unit_vectors(0.1), torch.tensor([7])))
    assert alone == pytest.approx(different, abs=1e-3)
    assert similar > alone + 0.3


def test_instance_loss_ignores_the_same_product_in_memory() -> None:
    same = CrossBatchMemory(unit_vectors(0.1, 1.6), torch.tensor([1, 2]))
    assert loss(same) == pytest.approx(loss(CrossBatchMemory.empty()), abs=1e-6)


def test_memory_keeps_the_newest_products(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cross_batch_memory, "MEMORY_SIZE", 3)
    memory = CrossBatchMemory.empty()
    for first in (1, 3):
        memory = memory.extended(unit_vectors(0.0, 1.0), torch.tensor([first, first + 1]))
    assert memory.products.tolist() == [2, 3, 4]
    assert memory.vectors.shape == (3, 2)


def test_instance_loss_of_no_products_is_zero() -> None:
    none = torch.zeros(0, 2)
    assert instance_loss(none, none, torch.zeros(0), CrossBatchMemory.empty(), SCALE).item() == 0
