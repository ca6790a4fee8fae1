"""A row of each model that leads to a merchant, with a secret in all of its texts."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from catalog.admin.own_choices import merchant_path
from catalog.models import Category, Embedding, Merchant

# No page shows their texts, and their columns cannot be filled without an encoder.
LEFT_OUT = {Embedding}
# What a form or a page could not read if it were just any text.
FIXED: dict[str, dict[str, Any]] = {
    "ImportRun": {"dialect": "google", "state": "checked", "missing_state": "", "read_options": {}},
    "CheckReport": {"columns": ["title"], "understood": {}, "losses": {}, "changes": {}},
    "Merchant": {"language": "english"},
}


def secret_of(merchant: Merchant) -> str:
    return f"secret-of-{merchant.slug}"


def tenant_models() -> list[type[models.Model]]:
    found = [model for model in apps.get_app_config("catalog").get_models() if merchant_path(model)]
    return [model for model in found if model is not Merchant and model not in LEFT_OUT]


def fill(merchant: Merchant) -> None:
    """Give the merchant a row of each model, and a category of its own."""
    secret = secret_of(merchant)
    Merchant.objects.filter(pk=merchant.pk).update(shop_url=f"https://{secret}.example")
    merchant.users.update(email=f"{secret}@mail.example")
    Category.objects.create(name=secret, path=secret)
    for model in tenant_models():
        row_of(model, merchant)


def rows_of(model: type[models.Model], merchant: Merchant) -> "models.QuerySet[Any]":
    """The merchant's rows; all of a model that does not lead to a merchant."""
    path = merchant_path(model)
    owned = {path: [merchant.pk]} if path else {}
    return model._default_manager.filter(**owned).order_by("pk")


def row_of(model: type[models.Model], merchant: Merchant, place: int = 0) -> Any:
    """Return the merchant's row at a place, from 0, made if there is none."""
    found = rows_of(model, merchant)[place : place + 1].first()
    return found or model._default_manager.create(**values(model, merchant, place))


def values(model: type[models.Model], merchant: Merchant, place: int) -> dict[str, Any]:
    fixed = FIXED.get(model.__name__, {})
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField | models.GeneratedField)
    ]
    found = {field.name: value(field, merchant, place) for field in fields}
    known = {name: fixed[name] for name in fixed if name in found}
    return {name: one for name, one in found.items() if one is not None} | known


def value(field: "models.Field[Any, Any]", merchant: Merchant, place: int) -> Any:
    if isinstance(field, models.ForeignKey):
        return related(field, merchant)
    if field.choices:
        return field.get_default() or next(iter(field.choices))[0]
    if isinstance(field, models.FileField):
        return f"photos/{secret_of(merchant)}.jpg"
    if isinstance(field, models.URLField):
        return f"https://{secret_of(merchant)}.example/{field.name}.jpg"
    if isinstance(field, models.CharField | models.TextField):
        return f"{secret_of(merchant)}-{field.name}-{place}"[: field.max_length]
    return None if field.has_default() or field.null else plain(field, merchant)


def related(field: "models.ForeignKey[Any, Any]", merchant: Merchant) -> Any:
    model = field.related_model
    if model is Merchant:
        return merchant
    if model is User:
        return merchant.users.order_by("pk").first()
    if model is Category:
        return Category.objects.get(path=secret_of(merchant))
    if field.null:
        return rows_of(model, merchant).first()
    return row_of(model, merchant, _place_of(field))


def _place_of(field: "models.ForeignKey[Any, Any]") -> int:
    """Two keys of one model to another are of two rows."""
    keys = [key for key in field.model._meta.concrete_fields if isinstance(key, models.ForeignKey)]
    return [key.name for key in keys if key.related_model is field.related_model].index(field.name)


def plain(field: "models.Field[Any, Any]", merchant: Merchant) -> Any:
    kinds: dict[type[Any], Any] = {
        models.DateTimeField: timezone.now() + timedelta(days=1),
        models.DateField: timezone.localdate(),
        models.IntegerField: merchant.pk % 30_000,
        models.FloatField: 1,
        models.DecimalField: 1,
        models.BooleanField: True,
        models.JSONField: {"name": secret_of(merchant)},
        models.BinaryField: b"",
    }
    return next((kinds[kind] for kind in kinds if isinstance(field, kind)), [])
