"""Pages of the admin that belong to no model."""

from django.urls import path

from catalog.admin.set_password import SetPassword

urlpatterns = [
    path("set-password/<uidb64>/<token>/", SetPassword.as_view(), name="set_password"),
]
