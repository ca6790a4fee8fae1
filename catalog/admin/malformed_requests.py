"""Answers for admin requests with malformed lookups, keys or initial values.

Without this, Django passes them to the database, and the page fails with a server error.
"""

from typing import TYPE_CHECKING, Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import BadRequest, ValidationError
from django.db import DataError, ProgrammingError
from django.db.models import DateTimeField, Field, ForeignKey, JSONField
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _Admin = ModelAdmin[Any]
else:
    _Admin = object

# What lookups like state__range=x, updated_at__year=99999999999 and title__regex=( raise. Django
# checks a lookup when it builds the query, but many fail only later, when the query is compiled
# or executed. OperationalError is left out, because it means that the database is in trouble.
LOOKUP_ERRORS = (
    *(DataError, ProgrammingError, ValidationError),
    *(ValueError, TypeError, LookupError, OverflowError),
)


class TolerantChangeList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        """Raise IncorrectLookupParameters for bad lookups: Django then shows the whole list."""
        try:
            super().get_results(request)
        except LOOKUP_ERRORS as error:
            if not request.GET:
                raise
            raise IncorrectLookupParameters from error


class TolerantAutocomplete(AutocompleteSelect):
    """Shows nothing as selected where a form was sent with a malformed key."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        key = self.field.target_field
        return super().optgroups(name, [each for each in value if _is_valid(key, each)], attrs)


class TolerantAdmin(_Admin):
    """A mixin that handles malformed requests, also for the admin classes of other apps."""

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", TolerantAutocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TolerantChangeList

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        try:
            return super().to_field_allowed(request, to_field)
        except AttributeError:  # a relation of other rows to this one
            return False

    def response_action(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(_is_valid(self.opts.pk, key) for key in keys):
            raise BadRequest("A selected key is not valid.")
        return super().response_action(request, *args, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        fields = {field.name: field for field in self.opts.get_fields()}
        return {
            name: value for name, value in initial.items() if _may_start(fields.get(name), value)
        }


def _may_start(field: object, value: object) -> bool:
    """Whether a form may start with this text. Keys are looked up, dates and JSON taken apart."""
    if isinstance(field, (DateTimeField, JSONField)):
        return False
    return not isinstance(field, ForeignKey) or _is_valid(field.target_field, value)


def _is_valid(field: "Field[Any, Any]", value: object) -> bool:
    try:
        field.to_python(value)
    except ValidationError:
        return False
    return True
