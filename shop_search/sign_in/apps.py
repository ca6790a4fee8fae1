from datetime import timedelta

from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone


class Admin(AdminConfig):
    """Django's admin with our door; it keeps its name and label."""

    default_site = "shop_search.sign_in.site.ShopAdminSite"

    def ready(self) -> None:
        super().ready()
        user_logged_in.connect(end_in_time, dispatch_uid="end-in-time")


def end_in_time(request: HttpRequest, **_signal: object) -> None:
    """A moment, not an age: an age begins anew whenever the session is saved."""
    hours = timedelta(hours=settings.SHOP_SESSION_HOURS)
    request.session.set_expiry(timezone.now() + hours)
