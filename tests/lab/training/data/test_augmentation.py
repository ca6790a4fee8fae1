import torch

from lab.training.data.augmentation import mixtures


def test_mixtures_mix_pictures_and_their_targets_by_the_same_share() -> None:
    pictures = torch.arange(4.0)[:, None, None, None].expand(4, 3, 8, 8)
    targets = torch.arange(4.0)[:, None].expand(4, 5)
    mixed, mixed_targets = mixtures(pictures, targets, count=50, seed=0)
    assert mixed.shape == (50, 3, 8, 8)
    assert torch.allclose(mixed[:, 0, 0, 0], mixed_targets[:, 0])
    assert len(set(mixed_targets[:, 0].tolist())) > 20


def test_a_seed_repeats_the_mixtures() -> None:
    pictures, targets = torch.rand(4, 3, 8, 8), torch.rand(4, 5)
    first = mixtures(pictures, targets, count=6, seed=3)
    assert torch.equal(first[0], mixtures(pictures, targets, count=6, seed=3)[0])
    assert not torch.equal(first[0], mixtures(pictures, targets, count=6, seed=4)[0])
