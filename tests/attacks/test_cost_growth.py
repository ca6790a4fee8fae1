"""Eight times the input costs about eight times as much at every entry point: no quadratic cost."""

from collections.abc import Callable

import pytest
from django.db import transaction

from tests.attacks.attack import Attack, Target
from tests.attacks.cost import Cost, cost_of
from tests.attacks.payloads import ATTACKS

pytestmark = pytest.mark.django_db

FACTOR = 8
# Allows for caches and noise. Quadratic cost would be eight times the linear one.
SLACK = 3
# Shorter times are noise.
MIN_SECONDS = 0.03
MAX_MEGABYTES = 250
TRIES = 3


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
def test_cost_grows_linearly_with_the_input(target: Target, attack: Attack) -> None:
    small = cheapest([cost_of(sending(target, attack, attack.size)) for _ in range(2)])
    allowed = FACTOR * SLACK * max(small.seconds, MIN_SECONDS)
    tries: list[Cost] = []
    while len(tries) < TRIES:
        tries.append(cost_of(sending(target, attack, FACTOR * attack.size)))
        if cheapest(tries).seconds <= allowed:
            break
    large = cheapest(tries)
    assert large.seconds <= allowed, f"{small.seconds:.3f} s became {large.seconds:.3f} s"
    assert large.megabytes <= MAX_MEGABYTES


def sending(target: Target, attack: Attack, size: int) -> Callable[[], None]:
    data = attack.worst(size)

    def send() -> None:
        """Send the input, then roll back: each attempt starts with the same data."""
        with transaction.atomic():
            attack.send(target, data)
            transaction.set_rollback(True)

    return send


def cheapest(costs: list[Cost]) -> Cost:
    return Cost(min(cost.seconds for cost in costs), min(cost.megabytes for cost in costs))


@pytest.mark.parametrize("power", [1, 2])
def test_growth_test_distinguishes_quadratic_from_linear(target: Target, power: int) -> None:
    """The test above passes for linear cost, and fails for quadratic cost."""

    def busy(_target: Target, steps: int) -> None:
        for _ in range(steps):
            pass

    attack = Attack("", busy, lambda n: n**power * 3_000_000, 1)
    if power == 1:
        test_cost_grows_linearly_with_the_input(target, attack)
    else:
        with pytest.raises(AssertionError, match="became"):
            test_cost_grows_linearly_with_the_input(target, attack)
