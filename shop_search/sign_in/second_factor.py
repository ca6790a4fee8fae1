"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes."""

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


class MissingStep(Enum):
    """What a user who has given the password still has to do."""

    CODE = "code"
    SET_UP = "set up"


def missing_step(user: User) -> MissingStep | None:
    """Return the step left to do. None means signed in completely, or no access to the admin."""
    if not (user.is_active and user.is_staff) or getattr(user, "otp_device", None):
        return None
    if is_set_up(user):
        return MissingStep.CODE
    if user.is_superuser and settings.SHOP_REQUIRE_SECOND_FACTOR:
        return MissingStep.SET_UP
    return None


def is_set_up(user: User) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A secret key that no app has confirmed yet."""

    user: User
    # Hexadecimal, as in TOTPDevice.
    key: str

    @classmethod
    def random(cls, user: User) -> "NewKey":
        return cls(user=user, key=secrets.token_hex(20))

    @property
    def spelled(self) -> str:
        """The key in base32, in groups of four, to type where no camera can scan it."""
        text = b32encode(bytes.fromhex(self.key)).decode()
        return " ".join(text[start : start + 4] for start in range(0, len(text), 4))

    @property
    def qr_code(self) -> str:
        """The data: URL of an SVG. Our Content-Security-Policy forbids styles in an inline SVG."""
        url: str = TOTPDevice(user=self.user, key=self.key).config_url
        return segno.make(url, error="m").svg_data_uri(scale=5, border=4, light="#fff")

    def confirm(self, typed: str) -> TOTPDevice | None:
        """Replace any earlier device and return the new one, or None for a wrong code."""
        code = normalized(typed)
        totp = TOTP(bytes.fromhex(self.key))
        totp.time = time.time()
        if not APP_CODE.fullmatch(code) or not totp.verify(int(code), tolerance=1):
            return None
        with transaction.atomic():
            remove_devices(self.user)
            # last_t: the code that confirmed the device cannot be used again.
            return TOTPDevice.objects.create(
                user=self.user, key=self.key, name="App", drift=totp.drift, last_t=totp.t()
            )


def verify(user: User, typed: str) -> Device | None:
    """Return the device of this code, or None if the code is wrong or the device is locked.

    A code works once. The library locks each device separately, for twice as long after each wrong
    code.
    """
    code = normalized(typed)
    device = _device_for(user, code)
    if device is None:
        return None
    token = code if isinstance(device, TOTPDevice) else _digest(code)
    verified: Device | None = django_otp.verify_token(user, device.persistent_id, token)
    return verified


def seconds_to_wait(user: User, typed: str) -> int:
    """Return how long the device for this kind of code is locked, 0 if it is not."""
    device = _device_for(user, normalized(typed))
    allowed, reason = device.verify_is_allowed() if device else (True, {})
    if allowed:
        return 0
    left: timedelta = reason["locked_until"] - timezone.now()
    return max(1, math.ceil(left.total_seconds()))


def new_recovery_codes(user: User) -> list[str]:
    """Replace the recovery codes and return them. Only digests are stored: show the codes now."""
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


def remove_devices(user: User) -> int:
    """Remove the second factor; return how many devices there were."""
    return sum(model.objects.filter(user=user).delete()[0] for model in (TOTPDevice, StaticDevice))


def normalized(typed: str) -> str:
    """Return the code in lower case, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", typed).lower()


def _device_for(user: User, code: str) -> Device | None:
    model = TOTPDevice if APP_CODE.fullmatch(code) else StaticDevice
    device: Device | None = model.objects.filter(user=user, confirmed=True).first()
    return device


def _digest(code: str) -> str:
    # 64 random bits need no slow hash. The column has 16 characters.
    return hashlib.sha256(code.encode()).hexdigest()[:16]
