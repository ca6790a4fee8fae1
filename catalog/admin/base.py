"""Django's admin classes, with the type parameters of its stubs and a limit on search terms."""

from typing import TYPE_CHECKING, TypeVar

from django.contrib.admin import ShowFacets
from django.db.models import Model, QuerySet
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as DjangoModelAdmin
    from django.contrib.admin import StackedInline, TabularInline
    from django.forms import BaseInlineFormSet, ModelForm
else:
    from django import forms
    from django.contrib import admin

    from catalog.admin.malformed_requests import TolerantAdmin
    from catalog.admin.own_choices import OwnChoices

    class _Subscriptable:
        def __class_getitem__(cls, _parameters):
            return cls

    class DjangoModelAdmin(_Subscriptable, TolerantAdmin, OwnChoices, admin.ModelAdmin): ...

    class StackedInline(_Subscriptable, OwnChoices, admin.StackedInline): ...

    class TabularInline(_Subscriptable, OwnChoices, admin.TabularInline): ...

    class BaseInlineFormSet(_Subscriptable, forms.BaseInlineFormSet): ...

    class ModelForm(_Subscriptable, forms.ModelForm): ...


__all__ = ["BaseInlineFormSet", "ModelAdmin", "ModelForm", "StackedInline", "TabularInline"]

_Row = TypeVar("_Row", bound=Model)
MAX_SEARCH_CHARACTERS = 200


class ModelAdmin(DjangoModelAdmin[_Row]):
    # A count beside each filter. Those of 5,000 categories took 13 s.
    show_facets = ShowFacets.NEVER

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[_Row], search_term: str
    ) -> tuple[QuerySet[_Row], bool]:
        """Truncate the search term: each word adds conditions, and 2,000 words took 7 s."""
        return super().get_search_results(request, queryset, search_term[:MAX_SEARCH_CHARACTERS])
