"""What a request of a merchant may see and change: its own rows, as far as its key's scopes go."""

from typing import ClassVar, cast

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.views import APIView

from catalog.api.keys.permissions import HasScope
from catalog.api.parsers import StrictJsonParser
from catalog.models import ApiKey, Merchant, Scope


class MerchantView(APIView):
    """A view for secret keys. Each of its rows is found among those of `merchant`."""

    read_scope: ClassVar[Scope] = Scope.PRODUCTS_READ
    write_scope: ClassVar[Scope] = Scope.PRODUCTS_WRITE
    # Forms have neither null nor lists of objects.
    parser_classes = [StrictJsonParser]
    # Each POST answers by `answer_once`, which the OpenAPI document says.
    post_takes_idempotency_key: ClassVar[bool] = True

    def get_permissions(self) -> list[BasePermission]:
        reads = self.request.method in SAFE_METHODS
        return [HasScope(self.read_scope if reads else self.write_scope)()]

    @property
    def merchant(self) -> Merchant:
        # A secret key has one, by a constraint of the database.
        return cast("Merchant", self.key.merchant)

    @property
    def key(self) -> ApiKey:
        return cast("ApiKey", self.request.auth)

    @property
    def source(self) -> str:
        """What imports are called that this key has started."""
        return f"API: {self.key.name}"
