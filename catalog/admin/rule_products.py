"""The products that a rule shows first, hides, raises or lowers."""

from typing import Any

from django import forms
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest

from catalog.admin.base import ModelForm, TabularInline
from catalog.admin.rule_rows import RuleRows
from catalog.models import MerchandisingRule, Merchant, Product, ProductAction, RuleProduct
from catalog.models.rule import MAX_PINS, MAX_PRODUCTS

_SEVERAL = "Several merchants have it: choose the product instead."
_NONE = "No product has this number."


class RuleProductForm(ModelForm[RuleProduct]):
    """A product, chosen or named by its article number: that works without JavaScript too."""

    article = forms.CharField(
        label="or its article number",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"size": 12}),
    )

    class Meta:
        model = RuleProduct
        fields = ("product", "article", "action", "position", "deviations")
        labels = {"action": "What to do", "position": "Place", "deviations": "By"}

    def __init__(self, *args: Any, merchant: Merchant | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._merchant = merchant
        for name in ("product", "position", "deviations"):
            self.fields[name].required = False
        self.fields["deviations"].widget.attrs["step"] = "any"
        # Nothing is easier to read than 0 where the row has none.
        for name in ("position", "deviations"):
            self.initial[name] = self.initial.get(name) or None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["product"] = cleaned.get("product") or self._by_number(cleaned.get("article", ""))
        product, action = cleaned["product"], cleaned.get("action")
        if product and self._merchant and product.merchant_id != self._merchant.pk:
            self.add_error("product", "This product is of another merchant than the rule.")
        if not product and not self.errors:
            self.add_error("product", "Choose a product, or give its article number.")
        cleaned["position"] = cleaned.get("position") or 0
        cleaned["deviations"] = cleaned.get("deviations") or 0.0
        if action != ProductAction.BOOST:
            cleaned["deviations"] = 0.0
        elif not cleaned["deviations"] and "deviations" not in self.errors:
            self.add_error("deviations", "Give a number above 0 to raise it, or below to lower it.")
        return cleaned

    def _by_number(self, number: str) -> Product | None:
        if not number:
            return None
        choices = self.fields["product"]
        found = choices.queryset.filter(external_id=number)  # type: ignore[attr-defined]
        if self._merchant:
            found = found.filter(merchant=self._merchant)
        products: list[Product] = list(found[:2])
        if len(products) == 1:
            return products[0]
        self.add_error("article", _SEVERAL if products else _NONE)
        return None


class RuleProductFormSet(RuleRows[RuleProduct]):
    def clean(self) -> None:
        """Give pinned products without a place that of their row. Refuse too many."""
        super().clean()
        rows = [form for form in self.forms if form not in self.deleted_forms]
        pins = [
            form for form in rows if form.cleaned_data.get("action") == ProductAction.PIN
            and form.cleaned_data.get("product")
        ]  # fmt: skip
        if len(pins) > MAX_PINS:
            raise forms.ValidationError(f"At most {MAX_PINS} products can be shown first.")
        for place, form in enumerate(pins, start=1):
            form.instance.position = form.cleaned_data["position"] or place


class RuleProductInline(TabularInline[RuleProduct, MerchandisingRule]):
    model = RuleProduct
    form = RuleProductForm
    formset = RuleProductFormSet
    autocomplete_fields = ("product",)
    extra = 2
    max_num = MAX_PRODUCTS
    verbose_name = "product"
    verbose_name_plural = "products to show first, hide, raise or lower"

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        if db_field.name == "product":
            kwargs["queryset"] = Product.objects.of_user(request.user).defer("search_document")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset(
        self, request: HttpRequest, obj: MerchandisingRule | None = None, **kwargs: Any
    ) -> Any:
        formset = super().get_formset(request, obj, absolute_max=2 * MAX_PRODUCTS, **kwargs)
        # Products are edited on their own pages.
        widget: Any = formset.form.base_fields["product"].widget
        widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return formset
