from django.urls import path, re_path

from catalog.web.views.clicks import clicks
from catalog.web.views.home import home
from catalog.web.views.media import media, query_photo
from catalog.web.views.product import product
from catalog.web.views.search import search

app_name = "web"
# Images under photos/ and demo/. No path segment may start with a dot.
PUBLIC_IMAGE = r"(?P<path>(?:photos|demo)(?:/\w[\w.-]*)+\.(?:jpe?g|png|webp|gif|avif))"

urlpatterns = [
    path("", home, name="home"),
    path("search/", search, name="search"),
    path("clicks/", clicks, name="clicks"),
    path("products/<int:key>/", product, name="product"),
    path("query-photos/<uuid:key>", query_photo, name="query_photo"),
    re_path(rf"^media/{PUBLIC_IMAGE}\Z", media, name="media"),
]
