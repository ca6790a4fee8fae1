from django.urls import path, re_path
from drf_spectacular.views import SpectacularJSONAPIView

from catalog.api.photos.views import PhotosView, PhotoView
from catalog.api.products.views import ProductsView, ProductView, SimilarProductsView
from catalog.api.searches.batch import SearchBatchView
from catalog.api.searches.views import ClicksView, SearchesView, SearchView
from catalog.api.unknown_url import UnknownUrlView

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("v1/photos/", PhotosView.as_view(), name="photos"),
    path("v1/photos/<uuid:photo_id>/", PhotoView.as_view(), name="photo"),
    path("v1/searches/batch/", SearchBatchView.as_view(), name="search-batch"),
    path("v1/searches/", SearchesView.as_view(), name="searches"),
    path("v1/searches/<uuid:search_id>/", SearchView.as_view(), name="search"),
    path("v1/searches/<uuid:search_id>/clicks/", ClicksView.as_view(), name="clicks"),
    path("v1/products/", ProductsView.as_view(), name="products"),
    path("v1/products/<int:product_id>/", ProductView.as_view(), name="product"),
    path(
        "v1/products/<int:product_id>/similar/",
        SimilarProductsView.as_view(),
        name="similar-products",
    ),
    re_path("", UnknownUrlView.as_view()),
]
