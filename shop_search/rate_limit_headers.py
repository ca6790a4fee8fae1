"""RateLimit-Policy and RateLimit: draft-ietf-httpapi-ratelimit-headers-12, as structured fields.

A policy has its quota `q` of requests within a window of `w` seconds. Of it, `r` remain, and in `t`
seconds more become free.
"""

from collections.abc import Sequence

from django.http import HttpResponse

from shop_search.limiter import Usage

WINDOW = 60


def add_rate_limit_headers(response: HttpResponse, usages: Sequence[Usage]) -> None:
    """Policies are named in ASCII, without quotes, so that they need no escapes."""
    response.headers["RateLimit-Policy"] = ", ".join(
        f'"{usage.quota.policy}";q={usage.quota.per_minute};w={WINDOW}' for usage in usages
    )
    response.headers["RateLimit"] = ", ".join(
        f'"{usage.quota.policy}";r={usage.remaining};t={usage.seconds}' for usage in usages
    )
