"""Eight times the input costs about eight times as much, at every entrance; never its square."""

from collections.abc import Callable

import pytest
from django.db import transaction

from tests.attacks.attack import Attack, World
from tests.attacks.cost import Cost, cost_of
from tests.attacks.entrances import ATTACKS

pytestmark = pytest.mark.django_db

FACTOR = 8
# Caches, and others on the machine. The square would be eight times what is linear.
SLACK = 3
# Below that, seconds are noise.
LEAST = 0.03
MEGABYTES = 250
TRIES = 3


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
def test_the_cost_grows_with_the_input_and_no_faster(world: World, attack: Attack) -> None:
    small = least([cost_of(sending(world, attack, attack.size)) for _ in range(2)])
    allowed = FACTOR * SLACK * max(small.seconds, LEAST)
    tries: list[Cost] = []
    while len(tries) < TRIES:
        tries.append(cost_of(sending(world, attack, FACTOR * attack.size)))
        if least(tries).seconds <= allowed:
            break
    large = least(tries)
    assert large.seconds <= allowed, f"{small.seconds:.3f} s became {large.seconds:.3f} s"
    assert large.megabytes <= MEGABYTES


def sending(world: World, attack: Attack, size: int) -> Callable[[], None]:
    data = attack.worst(size)

    def send() -> None:
        """As the first, whatever was sent before."""
        with transaction.atomic():
            attack.send(world, data)
            transaction.set_rollback(True)

    return send


def least(costs: list[Cost]) -> Cost:
    return Cost(min(cost.seconds for cost in costs), min(cost.megabytes for cost in costs))


@pytest.mark.parametrize("power", [1, 2])
def test_the_square_is_told_from_what_is_linear(world: World, power: int) -> None:
    """Else the test above would pass whatever happened."""

    def busy(_world: World, steps: int) -> None:
        for _ in range(steps):
            pass

    attack = Attack("", busy, lambda n: n**power * 3_000_000, 1)
    if power == 1:
        test_the_cost_grows_with_the_input_and_no_faster(world, attack)
    else:
        with pytest.raises(AssertionError, match="became"):
            test_the_cost_grows_with_the_input_and_no_faster(world, attack)
