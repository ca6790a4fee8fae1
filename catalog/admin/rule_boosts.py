"""What products have in common that a rule raises or lowers."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest

from catalog.admin.base import ModelForm, StackedInline
from catalog.admin.category_choice import CategoryPathField, prepare_category
from catalog.admin.rule_rows import RuleRows
from catalog.ingest.dialects.attributes import normalise_attribute_name
from catalog.ingest.text import one_line
from catalog.models import BoostSubject, MerchandisingRule, Merchant, RuleBoost
from catalog.models.rule import MAX_BOOSTS
from catalog.search.rules.number_range import NumberRange, number_range

# The fields that say more about each subject. The others are emptied.
_FIELDS: Final[dict[BoostSubject, tuple[str, ...]]] = {
    BoostSubject.CATEGORY: ("category_path",),
    BoostSubject.BRAND: ("value",),
    BoostSubject.ATTRIBUTE: ("name", "value"),
    BoostSubject.TAG: ("value",),
    BoostSubject.IN_STOCK: (),
    BoostSubject.NEWNESS: ("days",),
    BoostSubject.NUMBER: ("name",),
}
_EMPTY: Final = {"category_path": "", "name": "", "value": "", "days": None}
_ENDS: Final = ("low", "high")


class RuleBoostForm(ModelForm[RuleBoost]):
    user: ClassVar[User | AnonymousUser] = AnonymousUser()

    category_path = CategoryPathField(label="Category", help_text="Of a category: its path.")

    class Meta:
        model = RuleBoost
        fields = (
            "subject", "deviations", "category_path", "name", "value", "days", "low", "high",
        )  # fmt: skip
        labels = {"days": "New for how many days", "low": "From", "high": "Up to"}
        help_texts = {
            "deviations": "-5 to 5. Above 0 raises, below 0 lowers; begin with 0.5 or 1.",
            "name": "Of a value or number: color, margin.",
            "value": "Of a brand, tag or attribute value.",
            "days": "All of it when new, half at half that age, then nothing.",
            "low": "Of a number: nothing up to here. Empty: from your products.",
            "high": "All of it from here on, and in proportion between.",
        }

    def __init__(self, *args: Any, merchant: Merchant | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._merchant = merchant
        prepare_category(self, self.user)

    def clean_deviations(self) -> float:
        deviations: float = self.cleaned_data["deviations"]
        if not deviations:
            raise forms.ValidationError("Give a number above 0 to raise, or below to lower.")
        return deviations

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("subject"):
            return cleaned
        subject = BoostSubject(cleaned["subject"])
        cleaned |= {name: empty for name, empty in _EMPTY.items() if name not in _FIELDS[subject]}
        for name in _FIELDS[subject]:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "Say which.")
        cleaned["name"] = normalise_attribute_name(cleaned.get("name") or "")
        cleaned["value"] = _value(subject, cleaned.get("value") or "")
        if subject is not BoostSubject.NUMBER:
            return {**cleaned, "low": None, "high": None}
        return self._with_ends(cleaned)

    def _with_ends(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Check the ends, or take them from the products."""
        low, high = (cleaned.get(name) for name in _ENDS)
        if self.errors:
            return cleaned
        if low is None and high is None:
            found = self._range(cleaned["name"])
            if found is None:
                self.add_error("name", "No product has a number there.")
            return {**cleaned, **(found._asdict() if found else {})}
        if low is None or high is None or low >= high:
            self.add_error("high", "Give both, and a greater number here; or leave both empty.")
        return cleaned

    def _range(self, name: str) -> NumberRange | None:
        """The ends among the merchant's own products; those of the shop are for its operators."""
        if self._merchant is None and not self.user.is_superuser:
            return None
        return number_range(self._merchant.pk if self._merchant else None, name)


def _value(subject: BoostSubject, text: str) -> str:
    """As imports store it: attribute values and tags are in lower case."""
    return one_line(text) if subject is BoostSubject.BRAND else one_line(text).lower()


class RuleBoostFormSet(RuleRows[RuleBoost]): ...


class RuleBoostInline(StackedInline[RuleBoost, MerchandisingRule]):
    model = RuleBoost
    form = RuleBoostForm
    formset = RuleBoostFormSet
    extra = 1
    max_num = MAX_BOOSTS
    verbose_name = "raise or lower"
    verbose_name_plural = "raise or lower what products have in common"
    fields = (
        ("subject", "deviations"),
        ("category_path", "name", "value"),
        ("days", "low", "high"),
    )

    def get_formset(
        self, request: HttpRequest, obj: MerchandisingRule | None = None, **kwargs: Any
    ) -> Any:
        formset = super().get_formset(request, obj, absolute_max=2 * MAX_BOOSTS, **kwargs)
        # The class is of this request alone.
        formset.form.user = request.user  # type: ignore[attr-defined]
        return formset
