"""Users and groups as the catalog's pages are; and no page with anybody's second factor."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from catalog.admin.malformed_requests import TolerantAdmin

# One operator must not read another's key; ./shop reset_second_factor helps who lost a phone.
admin.site.unregister([User, Group, TOTPDevice, StaticDevice])


@admin.register(User)
class ShopUserAdmin(TolerantAdmin, UserAdmin): ...  # type: ignore[type-arg] # only in its stubs


@admin.register(Group)
class ShopGroupAdmin(TolerantAdmin, GroupAdmin): ...
