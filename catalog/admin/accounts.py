"""Accounts of merchants' members: owners make them, and a link lets their holders in."""

from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from catalog.admin.groups import admit
from catalog.models import Membership, Merchant, Role


@transaction.atomic
def add_member(merchant: Merchant, user: User, role: Role) -> Membership:
    """Make the account, which may be new, a member. Who is one already keeps the role."""
    if user.pk is None:
        user.set_unusable_password()
        user.save()
    member, _created = Membership.objects.get_or_create(
        merchant=merchant, user=user, defaults={"role": role}
    )
    admit(user)
    return member


def awaits_password(user: User) -> bool:
    """Whether nobody has signed in with the account yet. Only then a link may set its password:
    later, whoever has the link could take the account over.
    """
    is_new = user.last_login is None and not user.has_usable_password()
    return is_new and user.is_active and not user.is_superuser


def may_get_link(request: HttpRequest, user: User) -> bool:
    """Whether the user of the request may see a link for the account. With one, an owner could
    sign in to the account's other merchants.
    """
    is_only_here = request.user.is_superuser or user.memberships.count() == 1
    return is_only_here and awaits_password(user)


def password_link(request: HttpRequest, user: User) -> str:
    """Return the address at which the holder of a new account chooses a password, once."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return request.build_absolute_uri(reverse("set_password", args=[key, token]))
