"""The rows of a rule's form, which know the merchant of the rule."""

from typing import Any, TypeVar

from django.db.models import Model

from catalog.admin.base import BaseInlineFormSet, ModelForm
from catalog.models import MerchandisingRule

_Row = TypeVar("_Row", bound=Model)


class RuleRows(BaseInlineFormSet[_Row, MerchandisingRule, ModelForm[_Row]]):
    """Each form gets the `merchant`, which is chosen in the same form if the rule is new."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "merchant": self.instance.merchant}
