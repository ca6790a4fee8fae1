"""What the test client answers with."""

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

# The view's own response, to which the client adds `json`, `context` and more. Only the stubs
# have a class, and so a name, for it.
ClientResponse: TypeAlias = "_MonkeyPatchedWSGIResponse"
