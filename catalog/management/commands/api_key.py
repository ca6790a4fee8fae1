"""Make an API key from the command line."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalog.keys.making import issue
from catalog.keys.origins import InvalidOrigin, normalised
from catalog.management.merchants import merchant_named
from catalog.models import ApiKey, KeyKind, Scope

# By no person.
_SET_LATER = ("prefix", "hash", "created_by", "revoked_at", "last_used_at")


class Command(BaseCommand):
    help = (
        "Make a key of the REST API, and write it to standard output, where it is shown once. A "
        "publishable key searches; a secret key acts for a merchant, as its scopes allow."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        kind = parser.add_mutually_exclusive_group(required=True)
        kind.add_argument("--publishable", action="store_true", help="for apps and web pages")
        kind.add_argument("--merchant", help="a secret key of this merchant: its slug or name")
        parser.add_argument("--name", default="", help="what uses it (default: the kind and date)")
        parser.add_argument(
            "--origin",
            action="append",
            default=[],
            help="of web pages that use a publishable key, such as https://shop.example",
        )
        parser.add_argument(
            "--scope",
            action="append",
            default=[],
            choices=[scope.value for scope in Scope],
            help="what a secret key allows; repeatable",
        )
        parser.add_argument("--days", type=int, help="how long it is valid (default: for ever)")
        parser.add_argument("--per-minute", type=int, help="requests a minute (default: 3000)")

    def handle(self, *_: Any, **options: Any) -> None:
        key = _checked(_key_for(options))
        text = issue(key)
        self.stderr.write(f"Made the {key.kind} key “{key.name}”. It is not shown again:")
        self.stdout.write(text)


def _key_for(options: dict[str, Any]) -> ApiKey:
    """Raises CommandError."""
    merchant = merchant_named(options["merchant"]) if options["merchant"] else None
    kind = KeyKind.SECRET if merchant else KeyKind.PUBLISHABLE
    if merchant and not options["scope"]:
        raise CommandError(f"Say what it allows: --scope {' or '.join(Scope.values)}.")
    key = ApiKey(
        kind=kind,
        merchant=merchant,
        name=options["name"] or f"{kind.label} {timezone.now():%Y-%m-%d %H:%M:%S}",
        scopes=options["scope"] if merchant else ApiKey.SHOPPING_SCOPES,
        allowed_origins=_origins(options["origin"]),
        expires_at=_expiry(options["days"]),
    )
    if options["per_minute"] is not None:
        key.requests_per_minute = options["per_minute"]
    return key


def _expiry(days: int | None) -> Any:
    if days is None:
        return None
    if not 1 <= days <= 36_500:
        raise CommandError("--days is between 1 and 36500.")
    return timezone.now() + timedelta(days=days)


def _origins(given: list[str]) -> list[str]:
    try:
        return [normalised(origin) for origin in given]
    except InvalidOrigin as error:
        raise CommandError(str(error)) from error


def _checked(key: ApiKey) -> ApiKey:
    try:
        key.full_clean(exclude=_SET_LATER)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return key
