"""The type of the test client's responses."""

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

# The client adds `json`, `context` and more to the view's response. Only the stubs have a class
# for the result.
ClientResponse: TypeAlias = "_MonkeyPatchedWSGIResponse"
