"""What forms of the admin offer to choose: only what the user may change, or sees if it is shared.

So a form neither shows rows of other merchants nor lets anybody attach something to them.
"""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.http import HttpRequest

from catalog.models import Category, Merchant

if TYPE_CHECKING:
    from django.contrib.admin.options import BaseModelAdmin

    _Admin = BaseModelAdmin[Any]
else:
    _Admin = object


class OwnChoices(_Admin):
    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        _restrict(kwargs, db_field, request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelMultipleChoiceField[Any] | None":
        _restrict(kwargs, db_field, request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def choosable(model: type[Model], user: User | AnonymousUser) -> "QuerySet[Any] | None":
    """Return the rows that a user may choose, or None if no merchant owns the rows of the model."""
    if model is Category:
        return Category.objects.of_user(user)
    path = merchant_path(model)
    if path is None:
        return None
    rows = model._default_manager.all()
    return rows if user.is_superuser else rows.filter(**{path: Merchant.objects.editable_by(user)})


def merchant_path(model: type[Model]) -> str | None:
    """Return the shortest lookup from a model's rows to their merchants, for use with a queryset:
    by a key to merchants, or by keys that are always set. None if there is none.
    """
    paths: list[tuple[type[Model], str]] = [(model, "")]
    for current, path in paths:
        if current is Merchant:
            return f"{path or 'pk__'}in"
        paths += [
            (key.related_model, f"{path}{key.name}__")
            for key in current._meta.get_fields()
            if isinstance(key, ForeignKey) and _leads_to_merchant(key) and path.count("__") < 3
        ]
    return None


def _leads_to_merchant(key: "ForeignKey[Any, Any]") -> bool:
    return key.related_model is Merchant or not key.null


def _restrict(kwargs: dict[str, Any], field: "Field[Any, Any]", user: User | AnonymousUser) -> None:
    rows = choosable(field.related_model, user)  # type: ignore[arg-type] # a relation has a model
    if rows is not None:
        kwargs["queryset"] = rows
