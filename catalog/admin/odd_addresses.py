"""Lists and forms take any lookup, key and initial value from a request; not all make sense."""

from typing import TYPE_CHECKING, Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest, ValidationError
from django.db import DataError, ProgrammingError
from django.db.models import Field, ForeignKey
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _Admin = ModelAdmin[Any]
else:
    _Admin = object

# state__range=x, updated_at__year=99999999999, title__regex=(: Django checks a lookup as it is made
# into a query, but many fail only where the query is made into SQL, or in Postgres. Not among them
# is OperationalError: a database in trouble is answered elsewhere.
NONSENSE = (
    *(DataError, ProgrammingError, ValidationError),
    *(ValueError, TypeError, LookupError, OverflowError),
)


class TolerantList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        """Raises what Django knows to answer: it shows the list without the lookups."""
        try:
            super().get_results(request)
        except NONSENSE as error:
            if not request.GET:
                raise
            raise IncorrectLookupParameters from error


class TolerantAdmin(_Admin):
    """A mixin, also for the admin classes of other apps."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TolerantList

    def response_action(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(_fits(self.opts.pk, key) for key in chosen):
            raise BadRequest("What is chosen is no key of a row.")
        return super().response_action(request, *args, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        fields = {field.name: field for field in self.opts.get_fields()}
        return {
            name: value
            for name, value in given.items()
            # A field that refers to a row is looked up; others may begin with any text.
            if not isinstance(field := fields.get(name), ForeignKey)
            or _fits(field.target_field, value)
        }


def _fits(field: "Field[Any, Any]", value: object) -> bool:
    try:
        field.to_python(value)
    except ValidationError:
        return False
    return True
