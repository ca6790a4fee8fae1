"""Pages of the admin that belong to no model."""

from django.contrib import admin
from django.urls import path

from catalog.admin.operations import operations
from catalog.admin.set_password import SetPassword

urlpatterns = [
    path("operations/", admin.site.admin_view(operations), name="operations"),
    path("set-password/<uidb64>/<token>/", SetPassword.as_view(), name="set_password"),
]
