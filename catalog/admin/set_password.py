"""The page behind the link that the holder of a new account gets."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse
from django.urls import reverse_lazy

from catalog.admin.accounts import awaits_password


class SetPassword(PasswordResetConfirmView):
    """Sets the first password of an account. Django checks and voids the link."""

    template_name = "admin/set_password.html"
    title = "Choose your password"
    success_url = reverse_lazy("admin:login")

    def get_user(self, uidb64: str) -> User | None:
        user: User | None = super().get_user(uidb64)
        return user if user is not None and awaits_password(user) else None

    def form_valid(self, form: "SetPasswordForm[User]") -> HttpResponse:
        messages.success(self.request, "Your password is set. Sign in with it.")
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return admin.site.each_context(self.request) | context
