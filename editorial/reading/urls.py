"""Addresses that readers use; no account is ever needed."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
