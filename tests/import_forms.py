"""Bringing publications in by the admin, as tests do it: entries, files, buttons."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from publications.models import ImportRun

from .admin_forms import filled

ADD = reverse("admin:publications_importrun_add")
LIST = reverse("admin:publications_importrun_changelist")
NEEDED = ("add_publication", "change_publication", "add_researcher")
VENUE = "Journal of Engines"


def entry(title: str, *authors: str, **fields: Any) -> dict[str, Any]:
    names = [dict(zip(("given", "family"), name.rsplit(" ", 1), strict=True)) for name in authors]
    return {
        "type": "article-journal",
        "title": title,
        "author": names,
        "issued": {"date-parts": [[2021]]},
        "container-title": VENUE,
        **fields,
    }


def csl(*entries: dict[str, Any]) -> str:
    numbered = [{"id": f"e{number}", **one} for number, one in enumerate(entries)]
    return json.dumps(numbered)


def upload(client: Client, *files: tuple[str, bytes], **fields: Any) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(ADD, {"files": sent, "text": "", **fields}, follow=True)


def hand_over(client: Client, *entries: dict[str, Any], name: str = "papers.json") -> ImportRun:
    response = upload(client, (name, csl(*entries).encode()))
    assert response.status_code == 200
    return ImportRun.objects.get(pk=response.context["run"].pk)


def url(run: ImportRun) -> str:
    return reverse("admin:publications_importrun_change", args=[run.pk])


def decide(client: Client, run: ImportRun, do: str, **choices: Any) -> Any:
    """Open the preview, choose, and press a button."""
    sent = filled(client.get(url(run)))
    numbers = [str(row.number) for row in run.rows.exclude(record={})[:50]]
    sent = {**sent, "rows": numbers, "do": do, **choices}
    return client.post(
        reverse("admin:publications_importrun_decide", args=[run.pk]),
        {name: value for name, value in sent.items() if value is not None},
        follow=True,
    )


def undo(client: Client, run: ImportRun) -> Any:
    return client.post(reverse("admin:publications_importrun_undo", args=[run.pk]), follow=True)


def no_worker(*args: Any) -> None:
    """Stands for a process that is gone before it begins."""


def errors(response: Any) -> list[str]:
    found = response.context["form"].errors
    return [text for texts in found.values() for text in texts]


def make_editor(name: str, permissions: Iterable[str] = NEEDED) -> Client:
    user = User.objects.create_user(username=name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client
