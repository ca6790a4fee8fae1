"""Password guessing is limited exactly, by account and by address, and locks out no owner."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.signing import TimestampSigner
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from shop_search.sign_in import throttle
from shop_search.sign_in.known_browser import COOKIE

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
ATTACKER, OWNER = "203.0.113.9", "198.51.100.7"
NOWHERE = "redis://127.0.0.1:1/1"
PASSWORD, WRONG = "right horse, wrong battery", "wrong"


@pytest.fixture(autouse=True)
def nothing_counted(settings: Settings) -> Iterator[None]:
    # With the real hasher, half a second each, the tests would take minutes.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    throttle._local_limiter.cache_clear()
    with redis.Redis.from_url(settings.SHOP_CACHE_URL) as client:
        client.flushdb()
        yield
        client.flushdb()


@pytest.fixture
def owner(db: None, nothing_counted: None) -> User:
    return User.objects.create_superuser("owner", password=PASSWORD)


def guess(
    name: str = "owner",
    password: str = WRONG,
    *,
    address: str = ATTACKER,
    client: Client | None = None,
    forwarded: str = "",
) -> HttpResponseBase:
    sent = {"username": name, "password": password}
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return (client or Client()).post(LOGIN, sent, REMOTE_ADDR=address, headers=headers)


def statuses(count: int) -> Counter[int]:
    return Counter(guess().status_code for _ in range(count))


def test_guesses_at_one_account_get_429_with_retry_after(owner: User) -> None:
    assert statuses(8) == {200: 5, 429: 3}
    refused = guess(password=PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 15 * 60
    text = " ".join(getattr(refused, "content", b"").decode().split())
    assert re.search(r"too many attempts with a wrong password\..*Please wait 1[45] minutes", text)
    assert "Shop search" in text


@pytest.mark.django_db(transaction=True)
def test_password_limit_is_exact_for_concurrent_guesses(owner: User) -> None:
    def guess_apart(_number: int) -> int:
        try:
            return guess().status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        answers = Counter(pool.map(guess_apart, range(50)))
    assert answers == {200: 5, 429: 45}


def test_spellings_of_a_user_name_count_as_one_account(owner: User) -> None:
    for name in ("owner", "OWNER", " owner ", "Owner", "\uff4fwner"):
        assert guess(name).status_code == 200
    assert guess("oWNER").status_code == 429


def test_guesses_of_one_address_at_many_accounts_are_limited(owner: User) -> None:
    answers = Counter(guess(f"merchant-{number}").status_code for number in range(60))
    assert answers == {200: 50, 429: 10}
    assert guess(address=OWNER, password=PASSWORD).status_code == 302


def test_signing_in_does_not_reset_the_limit_of_an_address(owner: User) -> None:
    User.objects.create_user("mallory", password=PASSWORD, is_staff=True)
    answers: Counter[int] = Counter()
    for number in range(40):
        answers[guess(f"victim-{number}").status_code] += 1
        guess("mallory", PASSWORD)
    assert answers[200] <= 25


def test_guesses_of_many_addresses_at_one_account_are_limited(owner: User) -> None:
    answers = Counter(guess(address=f"203.0.113.{number}").status_code for number in range(60))
    assert answers == {200: 50, 429: 10}


def test_guesses_of_one_address_do_not_lock_out_the_owner(owner: User) -> None:
    assert statuses(20) == {200: 5, 429: 15}
    assert guess(password=PASSWORD, address=OWNER).status_code == 302


def test_guesses_of_many_addresses_do_not_lock_out_a_known_browser(owner: User) -> None:
    known = Client()
    assert guess(password=PASSWORD, address=OWNER, client=known).status_code == 302
    for number in range(60):
        guess(address=f"203.0.113.{number}")
    assert guess(password=PASSWORD, address="192.0.2.1").status_code == 429
    # Even from the attackers' own network.
    known.cookies.pop("sessionid")
    assert guess(password=PASSWORD, client=known).status_code == 302


def test_guesses_of_a_known_browser_are_limited(owner: User) -> None:
    known = Client()
    guess(password=PASSWORD, client=known)
    answers = Counter(guess(client=known).status_code for _ in range(20))
    assert answers == {200: 10, 429: 10}


def test_known_browser_of_one_account_is_unknown_to_others(owner: User) -> None:
    User.objects.create_user("mallory", password=PASSWORD, is_staff=True)
    mallory = Client()
    guess("mallory", PASSWORD, client=mallory)
    answers = Counter(guess(client=mallory).status_code for _ in range(8))
    assert answers == {200: 5, 429: 3}


@pytest.mark.parametrize("forged", ["", "x", "x/y:1:z", "\udcff"])
def test_forged_device_cookie_is_ignored(owner: User, forged: str) -> None:
    client = Client()
    client.cookies[COOKIE] = forged.encode(errors="replace").decode()
    assert [guess(client=client).status_code for _ in range(6)][-1] == 429


def test_device_cookie_with_another_salt_is_ignored(owner: User) -> None:
    client = Client()
    client.cookies[COOKIE] = TimestampSigner(salt="other").sign("x/y")
    assert [guess(client=client).status_code for _ in range(6)][-1] == 429


def test_correct_password_resets_the_count_of_wrong_ones(owner: User) -> None:
    for _ in range(3):
        assert statuses(4) == {200: 4}
        assert guess(password=PASSWORD).status_code == 302


def test_password_limit_distinguishes_clients_behind_a_proxy(
    owner: User, settings: Settings
) -> None:
    settings.SHOP_TRUSTED_PROXIES = 1
    for _ in range(6):
        guess(forwarded=ATTACKER)
    assert guess(forwarded=f"{OWNER}, {ATTACKER}").status_code == 429
    assert guess(password=PASSWORD, forwarded=OWNER).status_code == 302


def test_password_limit_ignores_forwarded_for_without_a_proxy(owner: User) -> None:
    answers = [guess(forwarded=f"192.0.2.{number}") for number in range(6)]
    assert answers[-1].status_code == 429


def test_password_guesses_are_counted_without_redis(owner: User, settings: Settings) -> None:
    settings.SHOP_CACHE_URL = NOWHERE
    assert statuses(8) == {200: 5, 429: 3}
    assert guess(password=PASSWORD, address=OWNER).status_code == 302


def test_password_limit_stores_no_user_names_in_redis(owner: User, settings: Settings) -> None:
    guess("someone@shop.example")
    with redis.Redis.from_url(settings.SHOP_CACHE_URL, decode_responses=True) as client:
        keys = list(client.scan_iter())
    assert len(keys) == 3
    assert not any("someone" in key for key in keys)


def test_password_is_not_hashed_above_the_limit(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hash takes half a second of a core; a refusal must not."""
    statuses(5)

    def looked_at(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("django.contrib.auth.forms.authenticate", looked_at)
    assert guess().status_code == 429


@pytest.mark.parametrize("password", ["short", "password12345", "918273645546372819"])
def test_weak_passwords_are_refused(owner: User, password: str) -> None:
    client = Client()
    client.force_login(owner)
    new = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    assert client.post("/admin/password_change/", new).status_code == 200
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_signing_in_starts_a_new_session_with_a_secure_cookie(
    owner: User, settings: Settings
) -> None:
    client = Client()
    client.cookies["sessionid"] = "chosen-by-the-attacker-0123456789"
    answer = guess(password=PASSWORD, client=client)
    cookie = answer.cookies["sessionid"]
    assert cookie.value != "chosen-by-the-attacker-0123456789"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] <= settings.SHOP_SESSION_HOURS * 3600


def test_session_expires_however_busy_it_is(owner: User, settings: Settings) -> None:
    client = Client()
    guess(password=PASSWORD, client=client)
    began = client.session.get_expiry_date()
    session = client.session
    session["busy"] = True
    session.save()
    assert client.session.get_expiry_date() == began
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/admin/").status_code == 302
    call_command("clearsessions")
    assert not Session.objects.exists()


def test_anonymous_requests_create_no_sessions(owner: User) -> None:
    client = Client()
    client.get(LOGIN)
    guess(client=client)
    client.get("/search/")
    assert not Session.objects.exists()
