"""Addresses for merchants, by secret keys."""

from django.urls import path, register_converter

from catalog.api.merchant.feeds.views import (
    FeedAddressesView,
    FeedAddressView,
    FetchFeedView,
    PauseFeedView,
)
from catalog.api.merchant.imports.action_views import (
    CancelImportView,
    KeepMissingView,
    PauseImportView,
    ResumeImportView,
    RetireMissingView,
    StartImportView,
    UndoImportView,
)
from catalog.api.merchant.imports.views import ImportDetailView, ImportProblemsView, ImportsView
from catalog.api.merchant.photos.views import OwnPhotosView, OwnPhotoView
from catalog.api.merchant.products.bulk_views import DeleteProductsView, OwnProductsView
from catalog.api.merchant.products.own import ExternalIdConverter
from catalog.api.merchant.products.views import OwnProductView

ACTIONS = {
    "start": StartImportView,
    "pause": PauseImportView,
    "resume": ResumeImportView,
    "cancel": CancelImportView,
    "undo": UndoImportView,
    "missing/retire": RetireMissingView,
    "missing/keep": KeepMissingView,
}
register_converter(ExternalIdConverter, "external_id")
urlpatterns = [
    path("products/", OwnProductsView.as_view(), name="own-products"),
    path("products/delete/", DeleteProductsView.as_view(), name="delete-own-products"),
    path(
        "products/<external_id:external_id>/photos/<int:photo_id>/",
        OwnPhotoView.as_view(),
        name="own-photo",
    ),
    path("products/<external_id:external_id>/photos/", OwnPhotosView.as_view(), name="own-photos"),
    path("products/<external_id:external_id>/", OwnProductView.as_view(), name="own-product"),
    path("imports/", ImportsView.as_view(), name="imports"),
    path("imports/<int:import_id>/", ImportDetailView.as_view(), name="import"),
    path("imports/<int:import_id>/problems/", ImportProblemsView.as_view(), name="import-problems"),
    *(
        path(f"imports/<int:import_id>/{name}/", view.as_view(), name=f"{name}-import")
        for name, view in ACTIONS.items()
    ),
    path("feed-addresses/", FeedAddressesView.as_view(), name="feed-addresses"),
    path("feed-addresses/<int:feed_address_id>/", FeedAddressView.as_view(), name="feed-address"),
    path("feed-addresses/<int:feed_address_id>/fetch/", FetchFeedView.as_view(), name="fetch-feed"),
    path("feed-addresses/<int:feed_address_id>/pause/", PauseFeedView.as_view(), name="pause-feed"),
]
