"""No page with anybody's second factor."""

from django.contrib import admin
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

# One operator must not read another's key; ./shop reset_second_factor helps who lost a phone.
admin.site.unregister([TOTPDevice, StaticDevice])
