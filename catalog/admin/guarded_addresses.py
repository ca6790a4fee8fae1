"""Guards all addresses of an admin class by the role of the user, also those that it adds."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern

from catalog.admin.deletion import LockingAdmin

_Row = TypeVar("_Row", bound=Model)
_View = Callable[..., HttpResponseBase]
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class GuardedAddresses(LockingAdmin[_Row]):
    def has_change_role(self, request: HttpRequest, row: _Row | None = None) -> bool:
        """Whether the user's role lets them change the row; without one, whether any row."""
        raise NotImplementedError

    @property
    def urls(self) -> list[URLPattern]:
        return [
            URLPattern(url.pattern, self._guarded(url), url.default_args, url.name)
            if isinstance(url, URLPattern)
            else url
            for url in self.get_urls()
        ]

    def _guarded(self, url: URLPattern) -> _View:
        view: _View = url.callback
        # A list is posted to for actions, which get_actions and response_action check.
        is_list = str(url.name).endswith("_changelist")

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Who is not signed in is asked to by the view.
            if self.admin_site.has_permission(request) and not is_list:
                self._check(request, *args, **kwargs)
            return view(request, *args, **kwargs)

        return guarded

    def _check(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Raise Http404 if the row that an address names is not the user's, and PermissionDenied
        if a request may change it, or any row, and the user's role does not let them.

        The first number in an address is the key of a row. Django's own pages name it object_id,
        and answer for rows that they do not find.
        """
        numbers = (part for part in (*args, *kwargs.values()) if isinstance(part, int))
        key = kwargs.get("object_id", next(numbers, None))
        row = None if key is None else self.get_object(request, unquote(str(key)))
        if key is not None and row is None:
            if "object_id" in kwargs:
                return
            raise Http404(f"There is no such {self.opts.verbose_name}.")
        if request.method not in _SAFE_METHODS and not self.has_change_role(request, row):
            raise PermissionDenied
