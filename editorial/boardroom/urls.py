"""Addresses of the boardroom."""

from django.urls import path

from editorial.boardroom.answered import answers
from editorial.boardroom.certificate import certificate
from editorial.boardroom.decisions import recuse, request_changes
from editorial.boardroom.queue import queue
from editorial.boardroom.review import review
from editorial.boardroom.sign import sign
from editorial.boardroom.talk import comment, reply, resolve

app_name = "boardroom"
urlpatterns = [
    path("", queue, name="queue"),
    path("revisions/<uuid:pk>/", review, name="review"),
    path("revisions/<uuid:pk>/answers/", answers, name="answers"),
    path("revisions/<uuid:pk>/comment/", comment, name="comment"),
    path("revisions/<uuid:pk>/request-changes/", request_changes, name="request-changes"),
    path("revisions/<uuid:pk>/recuse/", recuse, name="recuse"),
    path("revisions/<uuid:pk>/sign/", sign, name="sign"),
    path("threads/<uuid:pk>/reply/", reply, name="reply"),
    path("threads/<uuid:pk>/resolve/", resolve, name="resolve"),
    path("certificates/<uuid:pk>/", certificate, name="certificate"),
]
