from datetime import timedelta

from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone


class Admin(AdminConfig):
    """Django's admin, under its own name and label, with the site of sign_in/site.py."""

    default_site = "shop_search.sign_in.site.ShopAdminSite"

    def ready(self) -> None:
        super().ready()
        user_logged_in.connect(set_session_expiry, dispatch_uid="set-session-expiry")


def set_session_expiry(request: HttpRequest, **_signal: object) -> None:
    """Let the session end at a point in time: an age would start again at every save."""
    hours = timedelta(hours=settings.SHOP_SESSION_HOURS)
    request.session.set_expiry(timezone.now() + hours)
