"""Addresses of the boardroom."""

from django.urls import URLPattern

app_name = "boardroom"
urlpatterns: list[URLPattern] = []
