"""Every address of the site: each app brings its own, and the first page of each role is the portal's."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from portal.api import api, nothing_there
from portal.home import home, release_lockout
from portal.signed_out.views import forget_typed

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("release/", release_lockout, name="release_lockout"),
    path("typed/forget/", forget_typed, name="forget_typed"),
    path("admin/", admin.site.urls),
    path("account/", include("portal.accounts.urls")),
    path("", include("portal.design.urls")),
    path("", include("measures.urls")),
    path("", include("reports.urls")),
    path("api/", api.urls),  # after the apps, which register what a month in an address is
    path("api/<path:elsewhere>", nothing_there, name="nothing_in_the_api"),
]
