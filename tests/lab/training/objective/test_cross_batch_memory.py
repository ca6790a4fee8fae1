import pytest
import torch
from torch import Tensor

from lab.training.objective import cross_batch_memory as memory
from lab.training.objective.cross_batch_memory import Remembered, told_apart

SCALE = torch.tensor(20.0)


def unit(*angles: float) -> Tensor:
    radians = torch.tensor(angles)
    return torch.stack([radians.cos(), radians.sin()], dim=1)


def loss(remembered: Remembered) -> float:
    """Of photos that lie near their pictures, of the products 1 and 2."""
    found = told_apart(unit(0.1, 1.6), unit(0.0, 1.5), torch.tensor([1, 2]), remembered, SCALE)
    return found.item()


def test_a_remembered_product_that_looks_alike_is_to_be_told_apart() -> None:
    alone = loss(Remembered.nothing())
    other = loss(Remembered(unit(3.0), torch.tensor([7])))
    alike = loss(Remembered(unit(0.1), torch.tensor([7])))
    assert alone == pytest.approx(other, abs=1e-3)
    assert alike > alone + 0.3


def test_what_is_remembered_of_the_same_product_is_not_wrong() -> None:
    same = Remembered(unit(0.1, 1.6), torch.tensor([1, 2]))
    assert loss(same) == pytest.approx(loss(Remembered.nothing()), abs=1e-6)


def test_the_newest_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "SIZE", 3)
    noted = Remembered.nothing()
    for first in (1, 3):
        noted = noted.noting(unit(0.0, 1.0), torch.tensor([first, first + 1]))
    assert noted.products.tolist() == [2, 3, 4]
    assert noted.vectors.shape == (3, 2)


def test_nothing_that_is_rendered_costs_nothing() -> None:
    none = torch.zeros(0, 2)
    assert told_apart(none, none, torch.zeros(0), Remembered.nothing(), SCALE).item() == 0
