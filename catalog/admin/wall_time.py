"""Dates and times as a merchant's clock shows them."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from catalog.admin.tenancy import merchants_of


class WallTimeField(forms.SplitDateTimeField):
    """Date and time in the current time zone.

    A time that a change of clocks skips or repeats is read as imports do: Django refuses it, and a
    product with such a time in its data could not be saved.
    """

    def compress(self, data_list: Any) -> datetime | None:
        if not data_list or not any(data_list):
            return None
        day, time = data_list
        if day is None or time is None:
            raise forms.ValidationError("Give both, the date and the time.")
        try:
            moment = datetime.combine(day, time, tzinfo=timezone.get_current_timezone())
            return moment.astimezone(UTC)
        except OverflowError as error:
            raise forms.ValidationError("Give another year.") from error


def merchant_zone(request: HttpRequest, key: str | None, *, rows: str) -> tzinfo:
    """Return the time zone for the page of a row: that of its merchant. `rows` is the lookup from
    merchants to such rows. UTC for a row of the shop, and before a merchant is chosen.
    """
    merchants = merchants_of(request.user)
    try:
        if key:
            merchants = merchants.filter(**{rows: int(unquote(key))})
        elif chosen := request.POST.get("merchant"):
            merchants = merchants.filter(pk=chosen)
        found = list(merchants[:2])
    except ValueError:  # no key
        found = []
    return found[0].zone if len(found) == 1 else UTC


def unless_unchanged(moment: datetime | None, former: datetime | None) -> datetime | None:
    """Return the former instant if it looks the same on the page, which shows no more than seconds
    and not which of two repeated hours it is.
    """
    if moment is None or former is None:
        return moment
    return former if _on_the_clock(moment) == _on_the_clock(former) else moment


def in_zone(
    zone: tzinfo, view: Callable[..., HttpResponse], request: HttpRequest, *args: Any
) -> HttpResponse:
    """Answer a request with all times in the zone, read and written."""
    with timezone.override(zone):
        response = view(request, *args)
        return response.render() if isinstance(response, TemplateResponse) else response


def _on_the_clock(moment: datetime) -> datetime:
    return timezone.make_naive(moment).replace(microsecond=0)
