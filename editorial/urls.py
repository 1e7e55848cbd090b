"""Every address of the site, room by room. Readers' pages carry a language prefix for all languages but English."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from editorial.accounts.views import start
from editorial.reading import urls as reading

urlpatterns = [
    path("accounts/", include("editorial.accounts.urls")),
    path("start/", start, name="start"),
    path("desk/", include("editorial.desk.urls")),
    path("board/", include("editorial.boardroom.urls")),
    path("api/", include("editorial.api.urls")),
    path("operators/", admin.site.urls),
    path("language/", set_language, name="set_language"),
    *reading.downloads,
    *i18n_patterns(path("", include("editorial.reading.urls")), prefix_default_language=False),
]
