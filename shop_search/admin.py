"""Admin pages of users and groups. Second factors have no pages."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from catalog.admin.malformed_requests import TolerantAdmin

# One operator must not read another's key. ./shop reset_second_factor removes a lost factor.
admin.site.unregister([User, Group, TOTPDevice, StaticDevice])


@admin.register(User)
class ShopUserAdmin(TolerantAdmin, UserAdmin): ...  # type: ignore[type-arg] # generic only in the stubs


@admin.register(Group)
class ShopGroupAdmin(TolerantAdmin, GroupAdmin): ...
