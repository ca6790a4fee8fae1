"""The second step of signing in: codes from an app (TOTP, RFC 6238), or on paper for recovery."""

import hashlib
import math
import re
import secrets
import time
from base64 import b32encode
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TypeAlias

import django_otp
import segno
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

Device: TypeAlias = TOTPDevice | StaticDevice

RECOVERY_CODES = 10
APP_CODE = re.compile(r"[0-9]{6}")


class Missing(Enum):
    """What somebody who has given the right password still has to do."""

    CODE = "code"
    SET_UP = "set up"


def missing_step(user: User) -> Missing | None:
    if getattr(user, "otp_device", None):
        return None
    if is_set_up(user):
        return Missing.CODE
    if user.is_superuser and settings.SHOP_REQUIRE_SECOND_FACTOR:
        return Missing.SET_UP
    return None


def is_set_up(user: User) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key that an app is about to be given."""

    user: User
    # Hexadecimal, as the library keeps it.
    key: str

    @classmethod
    def random(cls, user: User) -> "NewKey":
        return cls(user=user, key=secrets.token_hex(20))

    @property
    def spelled(self) -> str:
        """To be typed where there is no camera."""
        text = b32encode(bytes.fromhex(self.key)).decode()
        return " ".join(text[start : start + 4] for start in range(0, len(text), 4))

    @property
    def qr_code(self) -> str:
        """An SVG as a data: address; the policy of our pages allows no inline SVG styles."""
        address: str = TOTPDevice(user=self.user, key=self.key).config_url
        return segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff")

    def confirm(self, typed: str) -> TOTPDevice | None:
        """The app's device once it has shown that it has the key; any earlier one is gone."""
        code = compact(typed)
        totp = TOTP(bytes.fromhex(self.key))
        totp.time = time.time()
        if not APP_CODE.fullmatch(code) or not totp.verify(int(code), tolerance=1):
            return None
        with transaction.atomic():
            forget(self.user)
            # The code that was shown is used up.
            return TOTPDevice.objects.create(
                user=self.user, key=self.key, name="App", drift=totp.drift, last_t=totp.t()
            )


def verify(user: User, typed: str) -> Device | None:
    """The device whose code this is; a code works once. None for a wrong one, and while the device
    waits: the library doubles the wait with each wrong code, one device apart from the other.
    """
    code = compact(typed)
    device = _device_for(user, code)
    if device is None:
        return None
    token = code if isinstance(device, TOTPDevice) else _digest(code)
    verified: Device | None = django_otp.verify_token(user, device.persistent_id, token)
    return verified


def seconds_to_wait(user: User, typed: str) -> int:
    """How long codes of this kind are not looked at after wrong ones; 0 for not at all."""
    device = _device_for(user, compact(typed))
    allowed, why = device.verify_is_allowed() if device else (True, {})
    if allowed:
        return 0
    left: timedelta = why["locked_until"] - timezone.now()
    return max(1, math.ceil(left.total_seconds()))


def new_recovery_codes(user: User) -> list[str]:
    """Replaces the old ones. Only digests are kept: this is the one time that they are seen."""
    codes = [secrets.token_hex(8) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="Recovery codes")
        StaticToken.objects.bulk_create(
            StaticToken(device=device, token=_digest(code)) for code in codes
        )
    return ["-".join(re.findall("....", code)) for code in codes]


def recovery_codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user).count())


def forget(user: User) -> int:
    """Back to the password alone. How many devices there were."""
    return sum(model.objects.filter(user=user).delete()[0] for model in (TOTPDevice, StaticDevice))


def compact(typed: str) -> str:
    """As read from a screen or from paper."""
    return re.sub(r"[\s-]", "", typed).lower()


def _device_for(user: User, code: str) -> Device | None:
    model = TOTPDevice if APP_CODE.fullmatch(code) else StaticDevice
    device: Device | None = model.objects.filter(user=user, confirmed=True).first()
    return device


def _digest(code: str) -> str:
    # 64 random bits need no slow hash. The column holds 16 characters.
    return hashlib.sha256(code.encode()).hexdigest()[:16]
