"""The admin's pages of the shop's own synonyms."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.admin import synonyms as synonym_pages
from catalog.models import Merchant, SynonymGroup

pytestmark = pytest.mark.django_db
ADD = "admin:catalog_synonymgroup_add"
LIST = "admin:catalog_synonymgroup_changelist"


def add(client: Client, words: str, *, active: bool = True, **fields: object) -> Any:
    data = {"words": words} | ({"active": "on"} if active else {}) | fields
    return client.post(reverse(ADD), data, follow=True)


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def messages(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_superuser_adds_a_group(admin_client: Client) -> None:
    add(admin_client, "Zorbel, zorb", language="english")
    group = SynonymGroup.objects.get()
    assert (group.words, group.language, group.active) == ("Zorbel, zorb", "english", True)


def test_a_merchant_adds_groups_of_its_own_and_none_of_the_shop(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    for merchant in ("", ben.pk):
        assert "merchant" in errors(add(as_ada, "a, b", merchant=merchant))
    add(as_ada, "a, b", merchant=ada.pk)
    assert SynonymGroup.objects.get().merchant == ada


def test_a_merchant_sees_neither_the_shops_groups_nor_those_of_others(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    for merchant in (None, ben, ada):
        SynonymGroup.objects.create(words=f"zorbel, of {merchant}", merchant=merchant)
    (seen,) = as_ada.get(reverse(LIST)).context["cl"].result_list
    assert seen.merchant == ada


def test_a_merchant_has_a_limit_of_its_own(
    as_ada: Client, ada: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synonym_pages, "MAX_OF_MERCHANT", 1)
    SynonymGroup.objects.create(words="of, the shop")
    add(as_ada, "a, b", merchant=ada.pk)
    assert errors(add(as_ada, "c, d", merchant=ada.pk)).keys() == {"active"}


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("couch", "“couch” stands alone. Add its synonyms, separated by commas."),
        ("sofa; couch", "“;” has no meaning here. Separate words by a comma, “=>” or “~>”."),
        ("a, b\nc, d", "Write one entry here, and add a group for each other entry."),
        ("# nothing", "Write one entry here, and add a group for each other entry."),
        (
            ", ".join(map(str, range(31))),
            "There are 31 words or phrases, and at most 30 are possible.",
        ),
        ("a, b\n\n\nc", "Line 4: “c” stands alone. Add its synonyms, separated by commas."),
    ],
)
def test_words_that_are_no_entry_are_refused_with_the_reason(
    admin_client: Client, words: str, error: str
) -> None:
    assert errors(add(admin_client, words)) == {"words": [error]}
    assert not SynonymGroup.objects.exists()


@pytest.mark.parametrize("words", ["", "\0, a", "x" * 100_000, "a," * 50_000, "=>" * 1_000])
def test_hostile_words_are_refused_on_the_form(admin_client: Client, words: str) -> None:
    assert errors(add(admin_client, words)).keys() == {"words"}


def test_admin_says_which_built_in_synonyms_a_group_replaces(admin_client: Client) -> None:
    shown = messages(add(admin_client, "Settee, divan seat", language="english"))
    assert "For “settee”, this replaces the built-in sofa, couch." in shown


def test_admin_says_nothing_of_built_in_synonyms_for_an_inactive_group(
    admin_client: Client,
) -> None:
    shown = messages(add(admin_client, "settee =>", active=False, language="english"))
    assert not any("built-in" in message for message in shown)


def test_list_shows_the_kind_of_each_group(admin_client: Client) -> None:
    for words in ("a, b", "c => d", "e ~> f", "g =>", "broken"):
        SynonymGroup.objects.create(words=words)
    listed = admin_client.get(reverse(LIST)).content.decode()
    kinds = ("two-way", "one-way", "one-way, where the shop lacks it", "switched off", "not valid")
    assert [kind for kind in kinds if f'field-kind">{kind}' not in listed] == []


def test_list_can_be_searched_by_words(admin_client: Client) -> None:
    SynonymGroup.objects.create(words="sofa, couch")
    SynonymGroup.objects.create(words="mug, beaker")
    found = admin_client.get(reverse(LIST), {"q": "beaker"}).context["cl"].result_list
    assert [group.words for group in found] == ["mug, beaker"]


def test_no_more_groups_can_be_activated_than_searches_use(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synonym_pages, "MAX_GROUPS", 1)
    SynonymGroup.objects.create(words="a, b")
    assert errors(add(admin_client, "c, d")).keys() == {"active"}
    add(admin_client, "c, d", active=False)
    assert SynonymGroup.objects.count() == 2


def test_active_group_can_be_changed_at_the_limit(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synonym_pages, "MAX_GROUPS", 1)
    group = SynonymGroup.objects.create(words="a, b")
    url = reverse("admin:catalog_synonymgroup_change", args=[group.pk])
    admin_client.post(url, {"words": "a, c", "active": "on"})
    group.refresh_from_db()
    assert group.words == "a, c"
