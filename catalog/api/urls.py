from django.urls import include, path, re_path, register_converter

from catalog.api.categories.views import CategoriesView
from catalog.api.contract.views import SchemaView, YamlSchemaView, reference
from catalog.api.converters import AnyCaseUuid
from catalog.api.events.views import EventsView
from catalog.api.merchant import urls as merchant_urls
from catalog.api.photos.views import PhotosView, PhotoView
from catalog.api.problem_pages import problem_index, problem_page
from catalog.api.products.views import ProductsView, ProductView, SimilarProductsView
from catalog.api.searches.batch import SearchBatchView
from catalog.api.searches.views import SearchesView, SearchView
from catalog.api.suggestions.views import SuggestView
from catalog.api.unknown_url import UnknownUrlView

app_name = "api"
register_converter(AnyCaseUuid, "any_case_uuid")
urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("schema.yaml", YamlSchemaView.as_view(), name="schema-yaml"),
    path("docs/", reference, name="docs"),
    path("problems/", problem_index, name="problems"),
    path("problems/<slug:name>/", problem_page, name="problem"),
    path("v1/photos/", PhotosView.as_view(), name="photos"),
    path("v1/photos/<any_case_uuid:photo_id>/", PhotoView.as_view(), name="photo"),
    path("v1/searches/batch/", SearchBatchView.as_view(), name="search-batch"),
    path("v1/searches/", SearchesView.as_view(), name="searches"),
    path("v1/searches/<any_case_uuid:search_id>/", SearchView.as_view(), name="search"),
    path("v1/products/", ProductsView.as_view(), name="products"),
    path("v1/products/<int:product_id>/", ProductView.as_view(), name="product"),
    path(
        "v1/products/<int:product_id>/similar/",
        SimilarProductsView.as_view(),
        name="similar-products",
    ),
    path("v1/categories/", CategoriesView.as_view(), name="categories"),
    path("v1/suggest/", SuggestView.as_view(), name="suggest"),
    path("v1/events/", EventsView.as_view(), name="events"),
    path("v1/merchant/", include(merchant_urls)),
    re_path("", UnknownUrlView.as_view()),
]
