"""The form that says what to change in many products. What is left blank stays as it is."""

from decimal import Decimal
from typing import Any, Final

from django import forms

from catalog.admin.attribute_rows import AttributesField, TagsField, attributes_of, tags_of
from catalog.admin.bulk_edit_choices import ENDINGS, LEAVE, PRICE, SALE
from catalog.admin.form_fields import MomentField
from catalog.editing.change import Change
from catalog.editing.prices import How, PriceChange, SaleChange
from catalog.ingest.dialects.attributes import normalise_attribute_name
from catalog.models import Availability, Product

MAX_PERCENT: Final = 1000


class BulkEditForm(forms.Form):
    price_how = forms.ChoiceField(label="Price", choices=PRICE, required=False)
    price_amount = forms.DecimalField(
        label="by or to", required=False, min_value=0, max_digits=12, decimal_places=2
    )
    price_ending = forms.ChoiceField(label="rounded", choices=ENDINGS, required=False)
    sale_how = forms.ChoiceField(label="Sale price", choices=SALE, required=False)
    sale_amount = forms.DecimalField(
        label="by or to", required=False, min_value=0, max_digits=12, decimal_places=2
    )
    sale_ending = forms.ChoiceField(label="rounded", choices=ENDINGS, required=False)
    sale_starts = MomentField(required=False, label="Sale starts")
    sale_ends = MomentField(required=False, label="ends")
    currency = forms.ChoiceField(
        label="Currency of amounts", help_text="Products in another currency are left out."
    )
    availability = forms.ChoiceField(choices=[LEAVE, *Availability.choices], required=False)
    active = forms.ChoiceField(
        choices=[LEAVE, ("yes", "yes"), ("no", "no: shoppers do not see it")], required=False
    )
    clear_category = forms.BooleanField(label="No category", required=False)
    brand = forms.CharField(required=False, max_length=120)
    clear_brand = forms.BooleanField(label="No brand", required=False)
    added_tags = TagsField(label="Add tags", required=False, help_text="One on each line.")
    removed_tags = TagsField(label="Remove tags", required=False, help_text="As they are spelled.")
    attributes = AttributesField(
        label="Set attributes", required=False, help_text="Others stay as they are."
    )
    removed_attributes = TagsField(
        label="Remove attributes", required=False, help_text="Their names, one on each line."
    )
    locks = forms.BooleanField(
        label="Keep the changed fields from imports",
        required=False,
        help_text="Otherwise the next import of these products may replace them.",
    )

    def __init__(
        self,
        *args: Any,
        currencies: list[str],
        category: forms.Field | None,
        time_zone: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]
        if category:
            self.fields["category"] = category
        self.fields["sale_starts"].help_text = f"In {time_zone}. Blank for no limit."

    def clean_price_amount(self) -> Decimal | None:
        return self._amount("price")

    def clean_sale_amount(self) -> Decimal | None:
        return self._amount("sale")

    def clean_attributes(self) -> tuple[tuple[str, str], ...]:
        return tuple(attributes_of(self.cleaned_data["attributes"], former={}).items())

    def clean(self) -> dict[str, Any]:
        entered = self.cleaned_data
        starts, ends = entered.get("sale_starts"), entered.get("sale_ends")
        if starts and ends and starts >= ends:
            self.add_error("sale_ends", "The sale must end after it begins.")
        if (starts or ends) and entered.get("sale_how") not in ("set", "percent"):
            self.add_error("sale_how", "Say what the sale price is between these dates.")
        for name in ("category", "brand"):
            if entered.get(name) and entered.get(f"clear_{name}"):
                self.add_error(name, "Choose one or none, not both.")
        if not self.errors and not self.change():
            raise forms.ValidationError("Say what to change.")
        return entered

    def change(self) -> Change:
        """What a valid form says."""
        entered = self.cleaned_data
        category = entered["category"]
        return Change(
            price=self._price(),
            sale=self._sale(),
            availability=entered["availability"] or None,
            active={"yes": True, "no": False}.get(entered["active"]),
            category_id=category and category.pk,
            clears_category=entered["clear_category"],
            brand="" if entered["clear_brand"] else entered["brand"] or None,
            added_tags=tuple(tags_of(entered["added_tags"], former=())),
            removed_tags=tuple(entered["removed_tags"]),
            attributes=entered["attributes"],
            removed_attributes=tuple(_names(entered["removed_attributes"])),
            locks=entered["locks"],
        )

    def _amount(self, name: str) -> Decimal | None:
        how = self.cleaned_data.get(f"{name}_how") or ""
        amount: Decimal | None = self.cleaned_data[f"{name}_amount"]
        if how in ("", "clear"):
            if amount is not None:
                raise forms.ValidationError("Say what to do with this number.")
        elif not amount:
            raise forms.ValidationError("Give a number above 0.")
        elif how.endswith("percent") and amount > (100 if how == "percent" else MAX_PERCENT):
            raise forms.ValidationError("That is too many per cent.")
        return amount

    def _price(self) -> PriceChange | None:
        how, amount = self.cleaned_data["price_how"], self.cleaned_data["price_amount"]
        if not how:
            return None
        return PriceChange(
            how=How(how.rpartition("-")[2]),
            amount=-amount if how.startswith("lower") else amount,
            currency=self.cleaned_data["currency"],
            ending=_ending(self.cleaned_data["price_ending"]),
        )

    def _sale(self) -> SaleChange | None:
        entered = self.cleaned_data
        if not entered["sale_how"]:
            return None
        return SaleChange(
            how=How(entered["sale_how"]),
            amount=entered["sale_amount"] or Decimal(0),
            currency=entered["currency"],
            ending=_ending(entered["sale_ending"]),
            starts=entered["sale_starts"],
            ends=entered["sale_ends"],
        )


def _ending(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _names(names: list[str]) -> list[str]:
    """Names as they are spelled, and in the spelling of imports."""
    return list(dict.fromkeys([*names, *map(normalise_attribute_name, names)]))


CATEGORY: Final = Product._meta.get_field("category")
