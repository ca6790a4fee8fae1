"""`./shop api_key` makes keys for scripts, without the admin."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog.models import ApiKey, Merchant
from tests.api.keys.conftest import SHOP_PAGE, get

pytestmark = pytest.mark.django_db


def made(*arguments: str) -> str:
    out = StringIO()
    call_command("api_key", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_publishable_key_alone_is_written_to_standard_output() -> None:
    text = made("--publishable", "--origin", "https://Shop.example/")
    assert text.count("\n") == 1
    assert get(key=text.strip(), Origin=SHOP_PAGE).status_code == 200
    key = ApiKey.objects.get()
    assert (key.kind, key.allowed_origins, key.scopes) == ("publishable", [SHOP_PAGE], ["search"])


def test_a_secret_key_has_the_scopes_and_the_life_that_were_asked_for(merchant: Merchant) -> None:
    made("--merchant", "adas", "--scope", "products:write", "--days", "30", "--name", "Stock")
    key = ApiKey.objects.get()
    assert (key.kind, key.merchant, key.name) == ("secret", merchant, "Stock")
    assert key.scopes == ["products:write"]
    assert key.expires_at is not None
    assert (key.expires_at - key.created_at).days in {29, 30}


@pytest.mark.parametrize(
    ("arguments", "fix"),
    [
        (["--merchant", "adas"], "--scope search or products:read"),
        (["--publishable", "--origin", "shop.example"], "such as https://shop.example"),
        (["--publishable", "--days", "0"], "between 1 and 36500"),
        (["--publishable", "--per-minute", "0"], "greater than or equal to 1"),
        (["--publishable", "--name", "x" * 81], "at most 80 characters"),
        (["--merchant", "adas", "--scope", "search", "--origin", SHOP_PAGE], "for no web page"),
        (["--merchant", "nobody", "--scope", "search"], "nobody"),
    ],
)
def test_what_is_wrong_is_named_with_the_fix(
    merchant: Merchant, arguments: list[str], fix: str
) -> None:
    with pytest.raises(CommandError, match=fix):
        made(*arguments)
    assert not ApiKey.objects.exists()


def test_a_name_that_is_taken_is_refused() -> None:
    made("--publishable", "--name", "App")
    with pytest.raises(CommandError, match="Another key has this name"):
        made("--publishable", "--name", "App")
