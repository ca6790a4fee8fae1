"""The form of a merchandising rule."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from catalog.admin.base import ModelForm
from catalog.admin.category_choice import CategoryPathField, prepare_category
from catalog.admin.wall_time import WallTimeField
from catalog.models import MerchandisingRule, RuleTrigger
from catalog.models.rule import MAX_ACTIVE

_NEEDS_WORDS = "Give the words, one phrase in each line."
_NO_WORDS = "This choice looks at no words. Choose one that does, or clear them."


class RuleForm(ModelForm[MerchandisingRule]):
    user: ClassVar[User | AnonymousUser] = AnonymousUser()

    category_path = CategoryPathField(
        label="Within the category",
        help_text="Only for searches within it, or within one below it: chosen by a filter, or "
        "named by the words. Empty for any.",
    )

    class Meta:
        model = MerchandisingRule
        fields = (
            "merchant", "name", "active", "trigger", "words", "category_path", "starts", "ends",
        )  # fmt: skip
        labels = {"trigger": "Apply it when", "words": "The words", "active": "Switched on"}
        help_texts = {
            "name": "For you, and for the preview. Shoppers do not see it.",
            "words": "One word or phrase in each line, such as “running shoes”. Case and plural do "
            "not matter. Prices and exclusions that shoppers type are not part of the words.",
            "starts": "Empty for at once.",
            "ends": "Empty for no end.",
        }
        field_classes = {"starts": WallTimeField, "ends": WallTimeField}
        widgets = {
            "words": forms.Textarea(attrs={"rows": 3, "cols": 40}),
            "trigger": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepare_category(self, self.user)
        # Whoever may only look gets a form without the model's fields.
        if trigger := self.fields.get("trigger"):
            trigger.choices = RuleTrigger.choices  # type: ignore[attr-defined]
        for field in (self.fields[name] for name in ("starts", "ends") if name in self.fields):
            field.help_text = f"In the time zone {_zone()}. {field.help_text}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_words(cleaned)
        if cleaned.get("active"):
            self._check_number(cleaned)
        return cleaned

    def _check_words(self, cleaned: dict[str, Any]) -> None:
        trigger, words = cleaned.get("trigger"), cleaned.get("words", "").strip()
        if not trigger or "words" in self.errors:
            return
        if RuleTrigger(trigger).needs_words and not words:
            self.add_error("words", _NEEDS_WORDS)
        elif words and not RuleTrigger(trigger).needs_words:
            self.add_error("words", _NO_WORDS)

    def _check_number(self, cleaned: dict[str, Any]) -> None:
        own = MerchandisingRule.objects.of_scope(cleaned.get("merchant"))
        others = own.filter(active=True).exclude(pk=self.instance.pk)
        if others.count() >= MAX_ACTIVE:
            self.add_error(
                "active",
                f"{MAX_ACTIVE} rules are switched on, which is the limit. Switch off another.",
            )


def _zone() -> str:
    return timezone.get_current_timezone_name()
