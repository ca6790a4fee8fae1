"""Django's admin classes with the type parameters that only its stubs know."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline
    from django.forms import ModelForm
else:
    from django import forms
    from django.contrib import admin

    class _Subscriptable:
        def __class_getitem__(cls, _parameters):
            return cls

    class ModelAdmin(_Subscriptable, admin.ModelAdmin): ...

    class TabularInline(_Subscriptable, admin.TabularInline): ...

    class ModelForm(_Subscriptable, forms.ModelForm): ...


__all__ = ["ModelAdmin", "ModelForm", "TabularInline"]
