"""Every address of the product."""

from django.urls import include, path

from config.api import api

urlpatterns = [path("api/v1/", api.urls), path("_allauth/", include("allauth.headless.urls"))]
