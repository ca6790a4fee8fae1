"""Merchants look through proposed values, and accept, dismiss and take them back in bulk."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from catalog.admin import proposals
from catalog.models import EncoderVersion, Merchant, Product, ProductIndexing, Proposal

pytestmark = pytest.mark.django_db
GROUPS = "admin:catalog_proposal_changelist"
GROUP = "admin:catalog_proposal_group"
DECIDE = "admin:catalog_proposal_decide"


def propose(merchant: Merchant, version: EncoderVersion, **fields: Any) -> Proposal:
    number = Product.objects.count()
    product = Product.objects.create(
        merchant=merchant, external_id=f"P{number}", title=f"Scarf {number}", price=9
    )
    values = {"field": "color", "value": "navy", "confidence": 0.95}
    return Proposal.objects.create(
        product=product, merchant=merchant, encoder_version=version, **values | fields
    )


def group(merchant: Merchant, **fields: Any) -> dict[str, Any]:
    values = {"merchant": merchant.pk, "field": "color", "value": "navy", "state": "open"}
    return values | fields


def decide(client: Client, merchant: Merchant, action: str, **fields: Any) -> Any:
    return client.post(reverse(DECIDE), group(merchant, action=action, **fields), follow=True)


def colours() -> list[str | None]:
    products = Product.objects.filter(title__startswith="Scarf").order_by("pk")
    return [product.attributes.get("color") for product in products]


def states() -> list[str]:
    return list(Proposal.objects.order_by("pk").values_list("state", flat=True))


def text_of(response: Any) -> str:
    return " ".join(re.sub("<[^>]*>", " ", response.content.decode()).split())


def test_values_are_listed_with_the_number_of_their_products(
    as_ada: Client, ada: Merchant, version: EncoderVersion
) -> None:
    for _ in range(3):
        propose(ada, version)
    propose(ada, version, field="heel_height", value="flat")
    page = text_of(as_ada.get(reverse(GROUPS)))
    assert "Color: navy — 3 products" in page
    assert "Heel height: flat — 1 product" in page


def test_sure_proposals_are_ticked_and_others_are_not(
    as_ada: Client, ada: Merchant, version: EncoderVersion
) -> None:
    sure, unsure = propose(ada, version), propose(ada, version, confidence=0.85)
    page = as_ada.get(reverse(GROUP), group(ada)).content.decode()
    boxes = dict(re.findall(r'name="ids" value="(\d+)"( checked)?', page))
    assert boxes == {str(sure.pk): " checked", str(unsure.pk): ""}


def test_what_is_ticked_is_accepted(as_ada: Client, ada: Merchant, version: EncoderVersion) -> None:
    first, _, third = (propose(ada, version) for _ in range(3))
    ProductIndexing.objects.update(state="ready")
    page = decide(as_ada, ada, "accept", ids=[first.pk, third.pk])
    assert "Accepted: color navy for 2 products." in text_of(page)
    assert colours() == ["navy", None, "navy"]
    assert states() == ["accepted", "open", "accepted"]
    assert ProductIndexing.objects.filter(state="pending").count() == 2
    assert LogEntry.objects.get().change_message == "Being accepted: color “navy”."


def test_accepted_values_are_kept_from_imports_if_asked(
    as_ada: Client, ada: Merchant, version: EncoderVersion
) -> None:
    proposal = propose(ada, version)
    assert "Keep the attributes" in text_of(as_ada.get(reverse(GROUP), group(ada)))
    decide(as_ada, ada, "accept", ids=[proposal.pk], locks="on")
    proposal.product.refresh_from_db()
    assert proposal.product.locked_fields == ["attributes"]


def test_all_sure_ones_of_all_pages_are_accepted(
    as_ada: Client, ada: Merchant, version: EncoderVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "PER_PAGE", 2)
    shown = [propose(ada, version), propose(ada, version), propose(ada, version)]
    propose(ada, version, confidence=0.85)
    page = as_ada.get(reverse(GROUP), group(ada)).content.decode()
    assert "Accept all 3 that were ticked at first" in page
    last = re.findall(r'name="last" value="(\d+)"', page)[0]
    propose(ada, version)  # after the page was shown
    decide(as_ada, ada, "accept", everything="on", last=last)
    assert states() == ["accepted"] * len(shown) + ["open", "open"]


def test_dismissed_values_can_be_proposed_again(
    as_ada: Client, ada: Merchant, version: EncoderVersion
) -> None:
    proposal = propose(ada, version)
    decide(as_ada, ada, "dismiss", ids=[proposal.pk])
    assert (states(), colours()) == (["dismissed"], [None])
    assert "navy" in text_of(as_ada.get(reverse(GROUPS), {"state": "dismissed"}))
    decide(as_ada, ada, "reopen", ids=[proposal.pk], state="dismissed")
    assert states() == ["open"]


def test_an_acceptance_is_taken_back(
    as_ada: Client, ada: Merchant, version: EncoderVersion
) -> None:
    proposal = propose(ada, version)
    decide(as_ada, ada, "accept", ids=[proposal.pk])
    assert "navy" in text_of(as_ada.get(reverse(GROUPS), {"state": "accepted"}))
    decide(as_ada, ada, "undo", ids=[proposal.pk], state="accepted")
    assert (states(), colours()) == (["open"], [None])


def test_what_one_request_cannot_write_is_left_to_workers(
    as_ada: Client, ada: Merchant, version: EncoderVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "WRITING_SECONDS", -1)
    monkeypatch.setattr("catalog.inspection.deciding.PIECE", 1)
    ids = [propose(ada, version).pk for _ in range(3)]
    page = decide(as_ada, ada, "accept", ids=ids)
    assert "written in the background" in text_of(page)
    assert states() == ["accepted", "accepting", "accepting"]
    assert "2 products are being written" in text_of(as_ada.get(reverse(GROUPS)))


def test_nothing_ticked_is_told(as_ada: Client, ada: Merchant, version: EncoderVersion) -> None:
    propose(ada, version)
    assert "Tick at least one product." in text_of(decide(as_ada, ada, "accept"))
    assert states() == ["open"]


@pytest.mark.parametrize("action", ["accept", "dismiss", "undo", "reopen"])
@pytest.mark.parametrize("everything", ["", "on"])
def test_proposals_of_another_merchant_are_neither_seen_nor_decided(
    as_ada: Client, ben: Merchant, version: EncoderVersion, action: str, everything: str
) -> None:
    proposal = propose(ben, version, value="secret")
    state = {"undo": "accepted", "reopen": "dismissed"}.get(action, "open")
    Proposal.objects.update(state=state)
    fields = {"value": "secret", "state": state}
    assert "secret" not in text_of(as_ada.get(reverse(GROUPS), {"state": state}))
    assert "Scarf" not in text_of(as_ada.get(reverse(GROUP), group(ben, **fields)))
    decide(as_ada, ben, action, ids=[proposal.pk], everything=everything, last=2**62, **fields)
    assert (states(), colours()) == ([state], [None])


def test_who_may_only_look_decides_nothing(
    as_ada: Client, ada: Merchant, version: EncoderVersion
) -> None:
    proposal = propose(ada, version)
    Group.objects.get().permissions.remove(Permission.objects.get(codename="change_product"))
    page = as_ada.get(reverse(GROUP), group(ada))
    assert page.status_code == 200
    assert "Accept what is ticked" not in text_of(page)
    assert decide(as_ada, ada, "accept", ids=[proposal.pk]).status_code == 403
    assert states() == ["open"]


def test_who_may_not_see_products_sees_no_proposals(as_ada: Client, ada: Merchant) -> None:
    Group.objects.get().permissions.remove(Permission.objects.get(codename="view_product"))
    assert as_ada.get(reverse(GROUPS)).status_code == 403
    assert as_ada.get(reverse(GROUP), group(ada)).status_code == 403


@pytest.mark.parametrize(
    "odd",
    [
        {"merchant": "x"},
        {"merchant": 10**30},
        {"field": "\0"},
        {"value": "x" * 600},
        {"state": "accepting"},
        {"value": ""},
    ],
)
def test_an_odd_address_is_refused(as_ada: Client, ada: Merchant, odd: dict[str, Any]) -> None:
    parameters = group(ada) | odd
    assert as_ada.get(reverse(GROUP), parameters).status_code in {400, 404}
    form = parameters | {"action": "accept", "ids": [1]}
    assert as_ada.post(reverse(DECIDE), form).status_code == 400


@pytest.mark.parametrize("ids", [["x"], ["-1"], ["9" * 30], [str(n) for n in range(61)]])
def test_odd_keys_decide_nothing(
    as_ada: Client, ada: Merchant, version: EncoderVersion, ids: list[str]
) -> None:
    propose(ada, version)
    assert decide(as_ada, ada, "accept", ids=ids).status_code == 200
    assert states() == ["open"]


def test_pages_cost_the_same_queries_however_many_there_are(
    as_ada: Client, ada: Merchant, version: EncoderVersion, django_assert_max_num_queries: Any
) -> None:
    for _ in range(40):
        propose(ada, version)
    with django_assert_max_num_queries(20):
        as_ada.get(reverse(GROUP), group(ada))
    with django_assert_max_num_queries(20):
        as_ada.get(reverse(GROUPS))


def test_products_with_proposals_can_be_deleted(
    as_ada: Client, ada: Merchant, version: EncoderVersion
) -> None:
    first, second = propose(ada, version).product, propose(ada, version).product
    page = reverse("admin:catalog_product_delete", args=[first.pk])
    assert "Cannot delete" not in text_of(as_ada.get(page))
    assert as_ada.post(page, {"post": "yes"}).status_code == 302
    form = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    as_ada.post(reverse("admin:catalog_product_changelist"), form)
    assert not Proposal.objects.exists()
