from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", include("catalog.admin.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("catalog.api.urls")),
    path("", include("shop_search.health")),
    path("", include("catalog.web.urls")),
]
handler500 = "shop_search.errors.server_error"
