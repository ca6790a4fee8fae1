"""A category by its path, typed or chosen from those that the user's products have."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser, User

from catalog.admin.base import ModelForm
from catalog.models import Category
from catalog.models.category import within_category

# The datalist from which the fields of a page choose, and how many categories it offers.
DATALIST = "categories"
MAX_OFFERED = 1_000


class CategoryPathField(forms.CharField):
    """A path such as "clothing/tops", or the same as pages show it: "clothing > tops".

    `prepare_category` sets its user: users of merchants know only the categories of their products.
    A path that is stored already may stay, even if its category is gone.
    """

    def __init__(self, **kwargs: object) -> None:
        defaults = {"required": False, "max_length": 500, "strip": True}
        widget = forms.TextInput(attrs={"list": DATALIST, "class": "vTextField"})
        super().__init__(**{**defaults, "widget": widget, **kwargs})  # type: ignore[arg-type]
        self.user: User | AnonymousUser = AnonymousUser()
        self.stored = ""

    def clean(self, value: object) -> str:
        typed: str = super().clean(value)
        path = "/".join(step.strip().lower() for step in typed.replace(">", "/").split("/"))
        if path and path != self.stored and not _is_known(self.user, path):
            raise forms.ValidationError(f"No product has the category “{typed}”.")
        return path


def prepare_category(form: ModelForm[Any], user: User | AnonymousUser) -> None:
    """Tell the field of a form's category who chooses, and what is stored."""
    field = form.fields["category_path"]
    if isinstance(field, CategoryPathField):
        field.user, field.stored = user, form.instance.category_path


def known_paths(user: User | AnonymousUser) -> list[str]:
    """Return the paths of the categories that a user knows, and of those above them."""
    own = Category.objects.of_user(user).order_by("path")
    return list(own.values_list("path", flat=True)[:MAX_OFFERED])


def _is_known(user: User | AnonymousUser, path: str) -> bool:
    return Category.objects.of_user(user).filter(within_category(path)).exists()
