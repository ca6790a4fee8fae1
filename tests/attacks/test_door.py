"""Guessing passwords: bounded exactly, by account and by address; strangers keep nobody out."""

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
    # Of a hash that takes half a second the tests would take minutes.
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


def test_guesses_at_one_account_are_few_and_the_page_says_when_to_come_back(owner: User) -> None:
    assert statuses(8) == {200: 5, 429: 3}
    refused = guess(password=PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 15 * 60
    text = " ".join(getattr(refused, "content", b"").decode().split())
    assert re.search(r"too many attempts with a wrong password\..*Please wait 1[45] minutes", text)
    assert "Shop search" in text


@pytest.mark.django_db(transaction=True)
def test_of_fifty_guesses_at_once_no_more_pass(owner: User) -> None:
    def guess_apart(_number: int) -> int:
        try:
            return guess().status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        answers = Counter(pool.map(guess_apart, range(50)))
    assert answers == {200: 5, 429: 45}


def test_spelling_a_name_otherwise_is_no_new_account(owner: User) -> None:
    for name in ("owner", "OWNER", " owner ", "Owner", "\uff4fwner"):
        assert guess(name).status_code == 200
    assert guess("oWNER").status_code == 429


def test_one_address_may_not_try_many_accounts(owner: User) -> None:
    answers = Counter(guess(f"merchant-{number}").status_code for number in range(60))
    assert answers == {200: 50, 429: 10}
    assert guess(address=OWNER, password=PASSWORD).status_code == 302


def test_an_account_of_ones_own_buys_no_guesses_at_others(owner: User) -> None:
    User.objects.create_user("mallory", password=PASSWORD, is_staff=True)
    answers: Counter[int] = Counter()
    for number in range(40):
        answers[guess(f"victim-{number}").status_code] += 1
        guess("mallory", PASSWORD)
    assert answers[200] <= 25


def test_many_addresses_may_not_guess_at_one_account(owner: User) -> None:
    answers = Counter(guess(address=f"203.0.113.{number}").status_code for number in range(60))
    assert answers == {200: 50, 429: 10}


def test_a_stranger_keeps_nobody_out(owner: User) -> None:
    assert statuses(20) == {200: 5, 429: 15}
    assert guess(password=PASSWORD, address=OWNER).status_code == 302


def test_many_strangers_keep_no_browser_out_that_was_here_before(owner: User) -> None:
    known = Client()
    assert guess(password=PASSWORD, address=OWNER, client=known).status_code == 302
    for number in range(60):
        guess(address=f"203.0.113.{number}")
    assert guess(password=PASSWORD, address="192.0.2.1").status_code == 429
    # From the strangers' own network, too.
    known.cookies.pop("sessionid")
    assert guess(password=PASSWORD, client=known).status_code == 302


def test_a_known_browser_guesses_no_more_than_others(owner: User) -> None:
    known = Client()
    guess(password=PASSWORD, client=known)
    answers = Counter(guess(client=known).status_code for _ in range(20))
    assert answers == {200: 10, 429: 10}


def test_a_known_browser_is_unknown_to_other_accounts(owner: User) -> None:
    User.objects.create_user("mallory", password=PASSWORD, is_staff=True)
    mallory = Client()
    guess("mallory", PASSWORD, client=mallory)
    answers = Counter(guess(client=mallory).status_code for _ in range(8))
    assert answers == {200: 5, 429: 3}


@pytest.mark.parametrize("forged", ["", "x", "x/y:1:z", "\udcff"])
def test_a_forged_cookie_is_none(owner: User, forged: str) -> None:
    client = Client()
    client.cookies[COOKIE] = forged.encode(errors="replace").decode()
    assert [guess(client=client).status_code for _ in range(6)][-1] == 429


def test_a_cookie_signed_for_something_else_is_none(owner: User) -> None:
    client = Client()
    client.cookies[COOKIE] = TimestampSigner(salt="other").sign("x/y")
    assert [guess(client=client).status_code for _ in range(6)][-1] == 429


def test_a_right_password_forgets_the_wrong_ones(owner: User) -> None:
    for _ in range(3):
        assert statuses(4) == {200: 4}
        assert guess(password=PASSWORD).status_code == 302


def test_behind_a_proxy_clients_are_told_apart(owner: User, settings: Settings) -> None:
    settings.SHOP_TRUSTED_PROXIES = 1
    for _ in range(6):
        guess(forwarded=ATTACKER)
    assert guess(forwarded=f"{OWNER}, {ATTACKER}").status_code == 429
    assert guess(password=PASSWORD, forwarded=OWNER).status_code == 302


def test_a_forged_address_is_no_new_one(owner: User) -> None:
    answers = [guess(forwarded=f"192.0.2.{number}") for number in range(6)]
    assert answers[-1].status_code == 429


def test_without_redis_guesses_are_still_counted(owner: User, settings: Settings) -> None:
    settings.SHOP_CACHE_URL = NOWHERE
    assert statuses(8) == {200: 5, 429: 3}
    assert guess(password=PASSWORD, address=OWNER).status_code == 302


def test_redis_is_told_no_name_of_an_account(owner: User, settings: Settings) -> None:
    guess("someone@shop.example")
    with redis.Redis.from_url(settings.SHOP_CACHE_URL, decode_responses=True) as client:
        keys = list(client.scan_iter())
    assert len(keys) == 3
    assert not any("someone" in key for key in keys)


def test_the_password_is_not_looked_at_when_there_were_too_many(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hash takes half a second of a core: refusing must not."""
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


def test_a_session_is_new_after_signing_in_and_its_cookie_is_guarded(
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


def test_a_session_ends_in_time_however_busy_it_is(owner: User, settings: Settings) -> None:
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


def test_strangers_make_no_sessions(owner: User) -> None:
    client = Client()
    client.get(LOGIN)
    guess(client=client)
    client.get("/search/")
    assert not Session.objects.exists()
