"""The permissions of merchants' users. tenancy.py restricts them to their own rows."""

from typing import Any

from django.contrib.auth.models import Group, Permission, User

MERCHANTS = "Merchants"
_CODENAMES = (
    "view_product",
    "add_product",
    "change_product",
    "delete_product",
    "view_photo",
    "add_photo",
    "change_photo",
    "delete_photo",
    "view_importrun",
    "add_importrun",
    "view_rowoutcome",
    "view_feedaddress",
    "add_feedaddress",
    "change_feedaddress",
    "delete_feedaddress",
    "view_category",
    *(
        f"{action}_{model}"
        for model in ("merchandisingrule", "ruleproduct", "ruleboost", "synonymgroup")
        for action in ("view", "add", "change", "delete")
    ),
    "view_bulkedit",
    "change_bulkedit",
    "view_apikey",
    "add_apikey",
    "change_apikey",
    "view_searchcount",
    "add_handledwords",
)


def grant_merchants_their_permissions(**_: Any) -> None:
    """Give the group its permissions after every migration. Those an operator added stay."""
    group, _created = Group.objects.get_or_create(name=MERCHANTS)
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label="catalog", codename__in=_CODENAMES)
    )


def admit(user: User) -> None:
    """Let a merchant's user sign in to the admin."""
    if not user.is_superuser:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        user.groups.add(Group.objects.get(name=MERCHANTS))
