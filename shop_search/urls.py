from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", include("catalog.admin.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("catalog.api.urls")),
    path("", include("shop_search.health")),
    *i18n_patterns(path("", include("catalog.web.urls")), prefix_default_language=False),
]
handler400 = "shop_search.errors.refused"
handler404 = "shop_search.errors.not_found"
handler500 = "shop_search.errors.server_error"
