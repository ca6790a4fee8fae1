"""The category of a product in its form: one of the merchant's own, or a new one by its name."""

from typing import Any

from django import forms

from catalog.admin.base import ModelForm
from catalog.ingest.categories import MAX_PATH, CategoryTree, ExistingCategories
from catalog.ingest.dialects.attributes import split_category
from catalog.models import Product


class NamedCategory(ModelForm[Product]):
    new_category = forms.CharField(
        label="or another category",
        max_length=MAX_PATH,
        required=False,
        help_text="With its parents, as “Home > Lamps > Table lamps”. It is made if it is new, and "
        "takes the place of the one above.",
    )

    def clean_new_category(self) -> tuple[str, ...]:
        text: str = self.cleaned_data["new_category"]
        names = split_category(text)
        if text and ExistingCategories().resolve(names) is None:
            raise forms.ValidationError("Write the names of categories, with letters or digits.")
        return names

    def save(self, commit: bool = True) -> Any:
        if names := self.cleaned_data.get("new_category"):
            self.instance.category_id = CategoryTree().resolve(names)
        return super().save(commit)
