from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.base import ModelForm
from catalog.admin.tenancy import TenantAdmin
from catalog.language.synonym_format import Synonym, SynonymKind
from catalog.language.synonyms import default_languages, replaced_defaults
from catalog.models import SynonymGroup
from catalog.models.synonym import MAX_GROUPS, MAX_OF_MERCHANT

_KINDS = {
    SynonymKind.TWO_WAY: "two-way",
    SynonymKind.ONE_WAY: "one-way",
    SynonymKind.BROADER: "one-way, where the shop lacks it",
}
_SHOWN_ALTERNATIVES = 10


class SynonymGroupForm(ModelForm[SynonymGroup]):
    class Meta:
        model = SynonymGroup
        fields = ("merchant", "words", "language", "active")
        help_texts = {
            "merchant": "For searches within its products. Empty: for all searches.",
            "words": "“sofa, couch”: each finds the other. “specs => spectacles”: who types the "
            "left also finds the right. “loveseat ~> sofa”: the same, but only where the shop has "
            "no loveseats. “couch =>”: nothing more is found. Built-in synonyms of the words on "
            "the left, or of all words without an arrow, are replaced.",
        }

    def clean_active(self) -> bool:
        active: bool = self.cleaned_data["active"]
        merchant = self.cleaned_data.get("merchant")
        limit = MAX_OF_MERCHANT if merchant else MAX_GROUPS
        own = SynonymGroup.objects.of_scope(merchant).filter(active=True)
        if active and own.exclude(pk=self.instance.pk).count() >= limit:
            raise forms.ValidationError(
                f"{limit:,} groups are active, which is the limit. Deactivate another first."
            )
        return active


@admin.register(SynonymGroup)
class SynonymGroupAdmin(TenantAdmin[SynonymGroup]):
    """The synonyms of merchants; those of the shop itself are for operators only."""

    form = SynonymGroupForm
    list_select_related = ("merchant",)
    list_filter = ("active", "language")
    search_fields = ("words",)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        owner = ["merchant"] if request.user.is_superuser else []
        return ["words", *owner, "kind", "language", "active", "updated_at"]

    @admin.display(description="Kind")
    def kind(self, group: SynonymGroup) -> str:
        entry = group.entry
        if entry is None:
            return "not valid, not used"
        return _KINDS[entry.kind] if entry.right else "switched off"

    def save_model(
        self, request: HttpRequest, obj: SynonymGroup, form: ModelForm[SynonymGroup], change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        for synonym in _replaced(obj):
            self.message_user(request, _replacement_message(synonym))


def _replaced(group: SynonymGroup) -> Iterator[Synonym]:
    entry = group.entry
    if entry is None or not group.active:
        return
    for language in (group.language,) if group.language else default_languages():
        yield from replaced_defaults(entry, language)


def _replacement_message(synonym: Synonym) -> str:
    shown = ", ".join(synonym.alternatives[:_SHOWN_ALTERNATIVES])
    more = len(synonym.alternatives) - _SHOWN_ALTERNATIVES
    return (
        f"For “{synonym.phrase}”, this replaces the built-in {shown}"
        f"{f' and {more} more' if more > 0 else ''}."
    )
