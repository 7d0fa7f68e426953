"""Every address of the product."""

from django.urls import include, path, re_path

from config import pages
from config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("_allauth/", include("allauth.headless.urls")),
    re_path(r"^(?!(?:api|_allauth|ws|static|media)(?:/|$))(?P<path>.*)$", pages.show_page, name="page"),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.missing"
handler500 = "config.errors.broken"
