"""Two owners who remove each other at the same time do not leave a merchant without one."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from catalog.models import LastOwner, Membership, Merchant, Role

pytestmark = pytest.mark.django_db(transaction=True)


def is_anybody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        ((count,),) = cursor.fetchall()
    return bool(count)


def remove(member: Membership) -> str:
    try:
        Membership.objects.filter(pk=member.pk).remove()
    except LastOwner:
        return "refused"
    finally:
        connection.close()
    return "removed"


def test_two_owners_cannot_remove_each_other_at_the_same_time() -> None:
    merchant = Merchant.objects.create(name="Ada's", slug="adas")
    for name in ("ada", "ben"):
        merchant.users.add(User.objects.create_user(name))
    ada, ben = merchant.memberships.order_by("pk")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Membership.objects.filter(pk=ada.pk).remove()
            other = pool.submit(remove, ben)
            deadline = time.monotonic() + 20
            while not is_anybody_waiting() and time.monotonic() < deadline:
                time.sleep(0.02)
        assert other.result() == "refused"
    assert [member.role for member in merchant.memberships.all()] == [Role.OWNER]
