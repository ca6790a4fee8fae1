"""Owners add members, give them roles and remove them, within their own merchant only."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from catalog.admin.accounts import add_member, password_link
from catalog.models import LastOwner, Membership, Merchant, Role
from tests.admin.conftest import client_of

pytestmark = pytest.mark.django_db
NEW = {"username": "cleo", "email": "cleo@ada.example", "role": "editor"}
PASSWORD = "a long and odd enough phrase"


def members(merchant: Merchant) -> str:
    return reverse("admin:catalog_merchant_members", args=[merchant.pk])


def member_page(member: Membership, kind: str) -> str:
    return reverse(f"admin:catalog_merchant_member_{kind}", args=[member.merchant_id, member.pk])


def role_of(merchant: Merchant, name: str) -> str | None:
    rows = Membership.objects.filter(merchant=merchant, user__username=name)
    return rows.values_list("role", flat=True).first()


def link_of(page: bytes) -> str:
    found = re.search(rb"http://testserver(/admin/set-password/[^<]+)", page)
    assert found
    return found[1].decode()


def test_owner_adds_an_account_whose_holder_chooses_the_password(
    as_ada: Client, ada: Merchant
) -> None:
    link = link_of(as_ada.post(members(ada), NEW).content)
    assert role_of(ada, "cleo") == Role.EDITOR
    cleo, passwords = Client(), {"new_password1": PASSWORD, "new_password2": PASSWORD}
    form = cleo.get(link, follow=True)
    assert b"cleo" in form.content
    assert cleo.post(form.request["PATH_INFO"], passwords).status_code == 302
    data = {"username": "cleo", "password": PASSWORD}
    cleo.post(reverse("admin:login"), data)
    assert cleo.get(reverse("admin:catalog_product_changelist")).status_code == 200


def test_link_works_once(as_ada: Client, ada: Merchant) -> None:
    link = link_of(as_ada.post(members(ada), NEW).content)
    user = User.objects.get(username="cleo")
    user.set_password(PASSWORD)
    user.save()
    assert b"does not work any more" in Client().get(link, follow=True).content


def test_link_of_an_account_with_a_password_sets_none(ada: Merchant) -> None:
    owner = ada.users.get()
    owner.set_password(PASSWORD)
    owner.save()
    request = Client().get("/").wsgi_request
    link = password_link(request, owner).removeprefix("http://testserver")
    assert b"does not work any more" in Client().get(link, follow=True).content


@pytest.mark.parametrize("link", ["x/y", "OTk5/c-x", "9" * 300 + "/1-2", "MQ/set-password"])
def test_made_up_links_are_refused_as_used_ones_are(db: None, link: str) -> None:
    page = Client().get(f"/admin/set-password/{link}/")
    assert b"does not work any more" in page.content


def test_owner_gets_a_new_link_until_the_password_is_chosen(as_ada: Client, ada: Merchant) -> None:
    as_ada.post(members(ada), NEW)
    member = ada.memberships.get(user__username="cleo")
    assert link_of(as_ada.post(member_page(member, "link")).content)
    member.user.set_password(PASSWORD)
    member.user.save()
    answer = as_ada.post(member_page(member, "link"), follow=True)
    assert b"set-password" not in answer.content


def test_owner_gets_no_link_to_an_account_of_another_merchant(
    as_ada: Client, ada: Merchant, ben: Merchant
) -> None:
    member = add_member(ada, ben.users.get(), Role.VIEWER)  # an operator did it
    answer = as_ada.post(member_page(member, "link"), follow=True)
    assert b"set-password" not in answer.content


def test_owner_cannot_add_an_existing_account(as_ada: Client, ada: Merchant, ben: Merchant) -> None:
    answer = as_ada.post(members(ada), {**NEW, "username": "BEN"})
    assert b"This name is taken" in answer.content
    assert role_of(ada, "ben") is None


def test_operator_adds_an_existing_account(
    admin_client: Client, ada: Merchant, ben: Merchant
) -> None:
    user = ben.users.get()
    user.set_password(PASSWORD)
    user.save()
    answer = admin_client.post(members(ada), {"username": "ben", "role": "viewer"}, follow=True)
    assert role_of(ada, "ben") == Role.VIEWER
    assert b"set-password" not in answer.content


def test_operator_adds_the_first_owner_who_may_then_sign_in(
    admin_client: Client, ada: Merchant
) -> None:
    admin_client.post(members(ada), {"username": "cleo", "role": "owner"})
    cleo = User.objects.get(username="cleo")
    assert cleo.is_staff
    assert cleo.has_perm("catalog.add_importrun")


def test_owner_changes_a_role_and_removes_a_member(as_ada: Client, ada: Merchant) -> None:
    member = add_member(ada, User.objects.create_user("cleo"), Role.VIEWER)
    as_ada.post(member_page(member, "role"), {"role": "editor"})
    assert role_of(ada, "cleo") == Role.EDITOR
    as_ada.post(member_page(member, "remove"))
    assert role_of(ada, "cleo") is None
    assert User.objects.filter(username="cleo").exists()


@pytest.mark.parametrize("kind", ["role", "remove"])
def test_last_owner_stays(as_ada: Client, ada: Merchant, kind: str) -> None:
    add_member(ada, User.objects.create_user("cleo"), Role.EDITOR)
    member = ada.memberships.get(user__username="ada")
    answer = as_ada.post(member_page(member, kind), {"role": "viewer"}, follow=True)
    assert b"needs an owner" in answer.content
    assert role_of(ada, "ada") == Role.OWNER


def test_owner_may_leave_once_there_is_another(as_ada: Client, ada: Merchant) -> None:
    add_member(ada, User.objects.create_user("cleo"), Role.OWNER)
    member = ada.memberships.get(user__username="ada")
    answer = as_ada.post(member_page(member, "remove"), follow=True)
    assert answer.redirect_chain == [(reverse("admin:index"), 302)]
    assert role_of(ada, "ada") is None
    assert as_ada.get(members(ada)).status_code == 404


def test_all_owners_of_a_merchant_cannot_be_removed_together(ada: Merchant) -> None:
    add_member(ada, User.objects.create_user("cleo"), Role.OWNER)
    with pytest.raises(LastOwner):
        ada.memberships.remove()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_only_owners_see_and_change_members(ada: Merchant, role: Role) -> None:
    client, owner = client_of(ada, role), ada.memberships.get(user__username="ada")
    assert client.get(members(ada)).status_code == 403
    assert client.post(members(ada), NEW).status_code == 403
    for kind in ("role", "remove", "link"):
        assert client.post(member_page(owner, kind), {"role": "viewer"}).status_code == 403
    assert ada.users.count() == 2


@pytest.mark.parametrize("kind", ["role", "remove", "link"])
def test_owner_reaches_no_member_of_another_merchant(
    as_ada: Client, ada: Merchant, ben: Merchant, kind: str
) -> None:
    bens = ben.memberships.get()
    through_own = reverse(f"admin:catalog_merchant_member_{kind}", args=[ada.pk, bens.pk])
    for address in (member_page(bens, kind), through_own):
        assert as_ada.post(address, {"role": "viewer"}).status_code == 404
    assert role_of(ben, "ben") == Role.OWNER


@pytest.mark.parametrize("role", ["superuser", "", "x" * 300])
def test_made_up_role_changes_nothing(as_ada: Client, ada: Merchant, role: str) -> None:
    member = add_member(ada, User.objects.create_user("cleo"), Role.VIEWER)
    assert as_ada.post(member_page(member, "role"), {"role": role}).status_code == 404
    as_ada.post(members(ada), {**NEW, "username": "dora", "role": role})
    assert role_of(ada, "cleo") == Role.VIEWER
    assert not User.objects.filter(username="dora").exists()


def test_changes_of_members_are_in_the_history_of_the_merchant(
    as_ada: Client, ada: Merchant
) -> None:
    as_ada.post(members(ada), NEW)
    history = as_ada.get(reverse("admin:catalog_merchant_history", args=[ada.pk]))
    assert "Added cleo: Editor." in history.content.decode()
