from django.urls import path, re_path, register_converter

from catalog.web.category_url import CategoryPath
from catalog.web.views.category import category
from catalog.web.views.clicks import clicks
from catalog.web.views.delete_photo import delete_photo
from catalog.web.views.design import design
from catalog.web.views.home import home
from catalog.web.views.impressions import impressions
from catalog.web.views.language import choose_language
from catalog.web.views.media import media, query_photo, query_photo_thumbnail
from catalog.web.views.more import more
from catalog.web.views.photo_regions import photo_regions
from catalog.web.views.privacy import privacy
from catalog.web.views.product import product
from catalog.web.views.saved import cards as saved_cards
from catalog.web.views.saved import saved
from catalog.web.views.search import photo_link, search
from catalog.web.views.sitemaps import robots, sitemap_index, sitemap_pages, sitemap_products
from catalog.web.views.suggest import suggest
from catalog.web.views.theme import theme_stylesheet
from catalog.web.views.widget import widget

app_name = "web"
# Images under photos/ and demo/. No path segment may start with a dot.
PUBLIC_IMAGE = r"(?P<path>(?:photos|demo)(?:/\w[\w.-]*)+\.(?:jpe?g|png|webp|gif|avif))"

register_converter(CategoryPath, "category")
urlpatterns = [
    path("", home, name="home"),
    path("search/", search, name="search"),
    path("categories/<category:path>/", category, name="category"),
    path("search/more/", more, name="more"),
    path("search/link/", photo_link, name="photo_link"),
    path("suggest/", suggest, name="suggest"),
    path("clicks/", clicks, name="clicks"),
    path("impressions/", impressions, name="impressions"),
    path("languages/<slug:code>/", choose_language, name="language"),
    path("products/<int:key>/", product, name="product"),
    path("saved/", saved, name="saved"),
    path("saved/cards/", saved_cards, name="saved_cards"),
    path("query-photos/<uuid:key>", query_photo, name="query_photo"),
    path("query-photos/<uuid:key>/delete", delete_photo, name="delete_photo"),
    path("privacy/", privacy, name="privacy"),
    path("design/", design, name="design"),
    path("theme/<slug:version>.css", theme_stylesheet, name="theme"),
    path("widget/v1/shop-search.js", widget, name="widget"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemaps/pages.xml", sitemap_pages, name="sitemap_pages"),
    path("sitemaps/products-<int:page>.xml", sitemap_products, name="sitemap_products"),
    path("query-photos/<uuid:key>/regions", photo_regions, name="photo_regions"),
    path("query-photos/<uuid:key>/thumbnail", query_photo_thumbnail, name="query_photo_thumbnail"),
    re_path(rf"^media/{PUBLIC_IMAGE}\Z", media, name="media"),
]
