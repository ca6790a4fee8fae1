"""An operator sets up a second step, signs in with it, and comes back in without the phone."""

import re
import time
from base64 import b32decode
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.http.response import HttpResponseBase
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from shop_search.sign_in.pages import NEW_KEY

pytestmark = pytest.mark.django_db
PASSWORD = "right horse, wrong battery"
LOGIN, SET_UP = "/admin/login/", "/admin/second-factor/set-up/"
CODE, OVERVIEW = "/admin/second-factor/code/", "/admin/second-factor/"


@pytest.fixture(autouse=True)
def quick_and_uncounted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr("shop_search.sign_in.throttle.seconds_to_wait", lambda _attempt: 0)


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_superuser("owner", password=PASSWORD)


def code_of(key: str, *, later: int = 0) -> str:
    """What an app with this key shows; `later` steps of half a minute from now."""
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time() + 30 * later
    return f"{totp.token():06d}"


def text(response: HttpResponseBase) -> str:
    return " ".join(getattr(response, "content", b"").decode().split())


def signed_in(password: str = PASSWORD) -> Client:
    client = Client()
    client.post(LOGIN, {"username": "owner", "password": password})
    return client


def is_inside(client: Client) -> bool:
    return client.get("/admin/catalog/product/").status_code == 200


def set_up(client: Client) -> tuple[str, list[str]]:
    """The app's key and the recovery codes."""
    client.get(SET_UP)
    key = client.session[NEW_KEY]
    answer = client.post(SET_UP, {"password": PASSWORD, "code": code_of(key)})
    codes = re.findall(r"<code>([0-9a-f-]{19})</code>", text(answer))
    assert len(codes) == 10
    return key, codes


def give(client: Client, code: str, *, following: str = "") -> HttpResponseBase:
    return client.post(CODE, {"code": code, "next": following})


def test_without_it_the_password_is_enough(owner: User) -> None:
    assert is_inside(signed_in())


def test_the_qr_code_and_the_spelled_key_are_the_same_key(owner: User) -> None:
    client = signed_in()
    page = text(client.get(SET_UP))
    spelled = re.search(r"into the app: <code>([A-Z2-7 ]+)</code>", page)
    assert spelled
    assert b32decode(spelled[1].replace(" ", "")).hex() == client.session[NEW_KEY]
    assert '<img class="qr" src="data:image/svg+xml' in page


def test_after_it_the_password_alone_opens_nothing(owner: User) -> None:
    key, _ = set_up(signed_in())
    half = signed_in()
    for path in ("/admin/", "/admin/catalog/product/", "/admin/auth/user/", OVERVIEW, SET_UP):
        assert half.get(path).status_code == 302, path
    answer = half.get("/admin/catalog/product/", follow=True)
    assert "Your code, please" in text(answer)
    assert "Products" not in text(answer)
    wanted = give(half, code_of(key, later=1), following="/admin/catalog/product/")
    assert wanted["Location"] == "/admin/catalog/product/"
    assert is_inside(half)


def test_other_sessions_need_the_code_from_then_on(owner: User) -> None:
    elsewhere = signed_in()
    set_up(signed_in())
    assert not is_inside(elsewhere)


def test_a_code_works_once(owner: User) -> None:
    key, _ = set_up(signed_in())
    shown_at_set_up = code_of(key)
    half = signed_in()
    assert give(half, shown_at_set_up).status_code == 200
    assert not is_inside(half)


def test_wrong_codes_wait_longer_each_time(owner: User) -> None:
    key, codes = set_up(signed_in())
    half = signed_in()
    assert "This code is not right" in text(give(half, "000000"))
    refused = give(half, code_of(key, later=1))
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1
    TOTPDevice.objects.update(throttling_failure_count=12)
    assert int(give(half, "000000")["Retry-After"]) > 1000
    # The paper still opens.
    assert give(half, codes[0]).status_code == 302
    assert is_inside(half)


def test_a_recovery_code_signs_in_once_however_it_is_typed(owner: User) -> None:
    _, codes = set_up(signed_in())
    half = signed_in()
    assert give(half, f" {codes[3].upper().replace('-', ' ')} ").status_code == 302
    assert is_inside(half)
    again = signed_in()
    assert give(again, codes[3]).status_code == 200
    assert not is_inside(again)


def test_few_recovery_codes_are_told(owner: User) -> None:
    _, codes = set_up(signed_in())
    StaticToken.objects.filter(pk__in=StaticToken.objects.values("pk")[:7]).delete()
    client = signed_in()
    for code in codes[7:]:
        give(client, code)
    assert "2 recovery codes are left" in text(client.get("/admin/"))


def test_a_database_dump_holds_no_recovery_code(owner: User) -> None:
    _, codes = set_up(signed_in())
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == 10
    assert kept.isdisjoint(code.replace("-", "") for code in codes)


def test_new_recovery_codes_take_a_code_and_void_the_old(owner: User) -> None:
    client = signed_in()
    key, old = set_up(client)
    assert "This code is not right" in text(client.post(OVERVIEW, {"code": "x", "codes": "1"}))
    TOTPDevice.objects.update(throttling_failure_count=0)
    answer = client.post(OVERVIEW, {"code": code_of(key, later=1), "codes": "1"})
    assert "Your recovery codes" in text(answer)
    assert give(signed_in(), old[0]).status_code == 200


def test_switching_it_off_takes_a_code(owner: User) -> None:
    client = signed_in()
    key, _ = set_up(client)
    client.post(OVERVIEW, {"code": code_of(key, later=1), "off": "1"})
    assert is_inside(signed_in())


def test_an_unlocked_screen_is_not_enough_to_set_it_up(owner: User) -> None:
    client = signed_in()
    client.get(SET_UP)
    wrong = {"password": "guessed", "code": code_of(client.session[NEW_KEY])}
    assert "This is not your password" in text(client.post(SET_UP, wrong))
    assert not TOTPDevice.objects.exists()


def test_another_phone_takes_the_place_of_the_first(owner: User) -> None:
    client = signed_in()
    first, _ = set_up(client)
    second, _ = set_up(client)
    half = signed_in()
    assert give(half, code_of(first, later=1)).status_code == 200
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert give(half, code_of(second, later=1)).status_code == 302


def test_the_session_is_a_new_one_after_the_code(owner: User) -> None:
    key, _ = set_up(signed_in())
    half = signed_in()
    before = half.session.session_key
    give(half, code_of(key, later=1))
    assert half.session.session_key != before


def test_it_never_leads_to_another_site(owner: User) -> None:
    key, _ = set_up(signed_in())
    answer = give(signed_in(), code_of(key, later=1), following="https://evil.example/")
    assert answer["Location"] == "/admin/"


def test_one_may_turn_back(owner: User) -> None:
    set_up(signed_in())
    half = signed_in()
    assert half.post(CODE, {"leave": "1"})["Location"] == LOGIN
    assert "_auth_user_id" not in half.session


def test_a_shop_may_demand_it_of_administrators_only(owner: User, settings: Settings) -> None:
    settings.SHOP_REQUIRE_SECOND_FACTOR = True
    User.objects.create_user("merchant", password=PASSWORD, is_staff=True)
    merchant = Client()
    merchant.post(LOGIN, {"username": "merchant", "password": PASSWORD})
    assert merchant.get("/admin/").status_code == 200
    client = signed_in()
    assert "This shop asks its administrators" in text(client.get("/admin/", follow=True))
    assert not is_inside(client)
    set_up(client)
    assert is_inside(client)
    assert "Switch it off" not in text(client.get(OVERVIEW))


@pytest.mark.parametrize("path", [SET_UP, CODE, OVERVIEW])
def test_strangers_and_shoppers_see_none_of_it(db: None, path: str) -> None:
    User.objects.create_user("shopper", password=PASSWORD)
    shopper = Client()
    shopper.force_login(User.objects.get(username="shopper"))
    for client in (Client(), shopper):
        for method in ("GET", "POST"):
            assert client.generic(method, path).status_code == 302
    assert not TOTPDevice.objects.exists()


def test_operators_see_nobodys_keys(owner: User) -> None:
    client = signed_in()
    for name in ("otp_totp/totpdevice", "otp_static/staticdevice"):
        assert client.get(f"/admin/{name}/").status_code == 404


def test_whoever_lost_everything_is_let_in_by_command(owner: User) -> None:
    set_up(signed_in())
    said = StringIO()
    call_command("reset_second_factor", "owner", stdout=said)
    call_command("reset_second_factor", "owner", stdout=said)
    assert said.getvalue().splitlines() == [
        "owner signs in by password alone now.",
        "owner had no second step.",
    ]
    assert is_inside(signed_in())
    with pytest.raises(CommandError, match="no user 'nobody'"):
        call_command("reset_second_factor", "nobody")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_in_a_browser(owner: User, page: Page, live_server: LiveServer) -> None:
    """The page fails on what our Content-Security-Policy forbids."""
    page.goto(f"{live_server.url}{LOGIN}")
    page.get_by_label("Username").fill("owner")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Two-step sign-in").click()
    page.get_by_role("link", name="Set it up").click()
    # The picture is drawn, not only there.
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 100
    page.get_by_text("Without a camera").click()
    key = b32decode(page.locator("details code").inner_text().replace(" ", "")).hex()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code").fill(code_of(key))
    page.get_by_role("button", name="Set up").click()
    recovery = page.locator(".codes code").first.inner_text()
    page.get_by_role("button", name="Log out").click()
    page.goto(f"{live_server.url}/admin/catalog/product/")
    page.get_by_label("Username").fill("owner")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/catalog/product/")
