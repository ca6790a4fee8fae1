"""Errors a shopper can act on: each says why, and the page shows a way on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.files.trouble import StorageTrouble
from catalog.pictures.picture import BrokenPicture, DecodingBusy, UnsupportedPicture
from catalog.search.engine import EncoderUnavailable
from catalog.search.photos import QueryPhotoGone
from catalog.search.query import MAX_TEXT
from catalog.web.search_url import BadParameter

P = ParamSpec("P")


class PhotoTooLarge(Exception):
    """The message names the limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    status: int
    title: str
    message: str = ""  # "": the error's own
    retry_seconds: int = 0  # after which it will have passed by itself


REFUSALS: Mapping[type[Exception], Refusal] = {
    BadParameter: Refusal(status=400, title="This search cannot be understood"),
    UnsupportedPicture: Refusal(status=415, title="This file is not a photo we can read"),
    BrokenPicture: Refusal(status=422, title="This photo cannot be opened"),
    PhotoTooLarge: Refusal(status=413, title="This photo is too large"),
    QueryPhotoGone: Refusal(
        status=410,
        title="Your photo has expired",
        message="Photos are deleted after a while, to protect your privacy. Please send it again.",
    ),
    StorageTrouble: Refusal(
        status=503,
        title="Your photo could not be kept",
        message="The shop has no room for photos just now. Searching by words works. Please try "
        "your photo again in a few minutes.",
        retry_seconds=300,
    ),
    EncoderUnavailable: Refusal(
        status=503,
        title="Searching by photo is not possible just now",
        message="Searching by words works. Please try your photo again in a minute.",
        retry_seconds=30,
    ),
    DecodingBusy: Refusal(status=503, title="Too many photos at once", retry_seconds=5),
}


def explains_refusals(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    @wraps(view)
    def explaining(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except tuple(REFUSALS) as error:
            return refuse(request, error)

    return explaining


def refuse(request: HttpRequest, error: Exception) -> HttpResponse:
    refusal = next(found for kind, found in REFUSALS.items() if isinstance(error, kind))
    context = {
        "title": refusal.title,
        "message": refusal.message or str(error),
        "words": _words(request, error),
    }
    response = render(request, "web/refused.html", context, status=refusal.status)
    if refusal.retry_seconds:
        response["Retry-After"] = str(refusal.retry_seconds)
    return response


def _words(request: HttpRequest, error: Exception) -> str:
    """What was typed stays in the form, so that only the photo must be sent again."""
    # An oversized body has not been read, and must not be now.
    unread = request.method != "POST" or isinstance(error, PhotoTooLarge)
    sent = request.GET if unread else request.POST
    return sent.get("q", "")[:MAX_TEXT]
