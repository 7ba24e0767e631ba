"""Bring your site: hand it in, then look at it and bring it in as any import."""

import re
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_protect

from publications.importing import background
from publications.importing.site_runs import LARGEST
from publications.importing.sites import FORMAT
from publications.models import ImportRun

from .site_form import SiteForm

WITH_FORM = 1_000_000  # bytes a browser sends around the file


def may_bring_sites(user: Any, may_import: bool) -> bool:  # noqa: FBT001 -- one word of many
    """Whether the user may do what bringing in a site does: papers, people, labs and projects."""
    return may_import and user.has_perms(
        [f"researchers.{verb}_{name}"
         for name in ("researcher", "lab", "membership", "project") for verb in ("add", "change")]
    )  # fmt: skip


class TakesSites:
    """The pages of an admin at which a site is handed in."""

    def receive_site(self: Any, request: Any) -> HttpResponse:
        """The form; an upload that is too large is refused before it is read."""
        if not may_bring_sites(request.user, self.has_add_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            told = request.GET.get("researcher", "")
            is_number = re.fullmatch("[0-9]{1,18}", told)
            first = {"researcher": told if is_number else None}
            return self._site_form(request, SiteForm(initial=first))
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        try:
            if size > LARGEST + WITH_FORM:
                raise RequestDataTooBig
            request.POST  # noqa: B018 -- reads what was sent
        except RequestDataTooBig:
            self.drain(request, size)
            refusal = (
                f"This upload has {size / 1_000_000:.0f} MB; {LARGEST / 1_000_000:.0f} MB are "
                "taken. Pack the site without what it does not show, or use manage.py import_site."
            )
            return self._site_form(request, SiteForm({}, refusal=refusal), status=413)
        return self._take_site(request)

    @method_decorator(csrf_protect)
    def _take_site(self: Any, request: Any) -> HttpResponse:
        form = SiteForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._site_form(request, form)
        run = form.save(commit=False)
        archive, address = form.cleaned_data["archive"], form.cleaned_data["address"]
        run.format, run.user, run.status = FORMAT, request.user, ImportRun.Status.READING
        run.source = (archive.name if archive else address)[:1000]
        run.text = address
        if archive:
            run.file = archive
        run.save()
        background.start_reading(run)
        return HttpResponseRedirect(reverse("admin:publications_importrun_change", args=[run.pk]))

    def _site_form(self: Any, request: Any, form: SiteForm, status: int = 200) -> HttpResponse:
        context = self._context(request, "Bring your site", form=form)
        context["media"] = self.media + form.media
        return TemplateResponse(request, "admin/imports/site.html", context, status=status)


def bring_site_url(**owner: int) -> str:
    url = reverse("admin:publications_importrun_site")
    return f"{url}?{urlencode(owner)}" if owner else url
