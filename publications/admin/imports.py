"""Bring publications in: hand them over, look at what would happen, choose, do it, undo it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.paginator import Paginator
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from portal.kit.admin import BylineAdmin
from publications.importing import background, choices, choosing, intake
from publications.importing.site_runs import is_site
from publications.models import ImportRun, Publication, Suggestion

from .intake_form import IntakeForm
from .sites import TakesSites, bring_site_url, may_bring_sites

PER_PAGE = 50
LISTED = 50  # publications named in a report
LARGEST_UPLOAD = intake.LARGEST + 2_000_000  # with what a browser sends around the files
DRAINED = 1_000_000_000  # bytes of a refused upload that are waited for
CHUNK = 1 << 16
Status = ImportRun.Status


def may_import(user: Any) -> bool:
    """Whether the user may do what bringing in does: make and change papers, make people."""
    return user.has_perms(
        ["publications.add_publication", "publications.change_publication",
         "researchers.add_researcher"]
    )  # fmt: skip


@admin.register(ImportRun)
class ImportRunAdmin(TakesSites, BylineAdmin):
    """Imports, each with its one page: progress, preview or report, whichever it is at."""

    is_detail = True
    list_display = ["source", "kind", "whose", "by", "created_at", "state", "counts"]
    list_filter = ["status", "created_at"]
    list_select_related = ["user", "researcher", "lab"]
    search_fields = ["source", "researcher__full_name", "lab__name"]
    ordering = ["-created_at", "-pk"]
    actions = None

    # Who may do what

    def has_module_permission(self, request: Any) -> bool:
        return may_import(request.user) or super().has_module_permission(request)

    def has_add_permission(self, request: Any) -> bool:
        return may_import(request.user)

    def has_view_permission(self, request: Any, obj: ImportRun | None = None) -> bool:
        if super().has_view_permission(request, obj) or self._sees_all(request):
            return True
        return may_import(request.user) and (obj is None or obj.user_id == request.user.pk)

    def has_change_permission(self, request: Any, obj: ImportRun | None = None) -> bool:
        """Nobody edits a run by hand: what is to be done about it has its buttons."""
        return False

    def _sees_all(self, request: Any) -> bool:
        return request.user.has_perm("publications.change_importrun")

    def _may_act(self, request: Any, run: ImportRun) -> bool:
        allowed = may_import(request.user)
        if is_site(run):
            allowed = may_bring_sites(request.user, allowed)
        return allowed and (run.user_id == request.user.pk or self._sees_all(request))

    def get_queryset(self, request: Any) -> QuerySet[ImportRun]:
        runs = super().get_queryset(request).defer("text", "undo")
        if self._sees_all(request) or super().has_view_permission(request):
            return runs
        return runs.filter(user=request.user)

    # The list

    @admin.display(description="Format", ordering="format")
    def kind(self, run: ImportRun) -> str:
        return intake.label_of(run.format)

    @admin.display(description="Papers of", empty_value="–")
    def whose(self, run: ImportRun) -> Any:
        return run.researcher or run.lab

    @admin.display(description="By", ordering="user", empty_value="–")
    def by(self, run: ImportRun) -> Any:
        return run.user

    @admin.display(description="State", ordering="status")
    def state(self, run: ImportRun) -> str:
        return "is being undone" if background.is_being_undone(run) else run.get_status_display()

    @admin.display(description="What it did")
    def counts(self, run: ImportRun) -> str:
        words = (("created", "new"), ("updated", "changed"), ("unchanged", "unchanged"))
        told = [f"{run.report[key]} {word}" for key, word in words if run.report.get(key)]
        return ", ".join(told) or "–"

    def changelist_view(self, request: Any, extra_context: Any = None) -> Any:
        more = {"title": "What was brought in", "add_words": "Bring publications in"}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    # The pages

    def get_urls(self) -> list[Any]:
        def named(view: Any, name: str) -> Any:
            return path(f"<int:pk>/{name}/", self.admin_site.admin_view(view),
                        name=f"publications_importrun_{name}")  # fmt: skip

        # Its uploads are checked for their size before anything else reads them.
        add = csrf_exempt(self.receive)
        return [
            path("add/", self.admin_site.admin_view(add), name="publications_importrun_add"),
            path(
                "site/",
                self.admin_site.admin_view(csrf_exempt(self.receive_site)),
                name="publications_importrun_site",
            ),
            named(self.decide, "decide"),
            named(self.undo, "undo"),
            *super().get_urls(),
        ]

    def receive(self, request: Any) -> HttpResponse:
        """The form; an upload that is too large is refused before it is read."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            first = {name: request.GET.get(name) for name in ("researcher", "lab")}
            return self._form(request, IntakeForm(initial=first, user=request.user))
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        try:
            if size > LARGEST_UPLOAD:
                raise RequestDataTooBig
            request.POST  # noqa: B018 -- reads what was sent
        except RequestDataTooBig:
            self.drain(request, size)
            form = IntakeForm({}, user=request.user, refusal=_too_large(size))
            return self._form(request, form, status=413)
        return self._take(request)

    @staticmethod
    def drain(request: Any, size: int) -> None:
        """Read on without keeping anything, so that the browser comes to read the answer."""
        left = min(size, DRAINED)
        while left > 0 and (chunk := request.read(min(CHUNK, left))):
            left -= len(chunk)

    @method_decorator(csrf_protect)
    def _take(self, request: Any) -> HttpResponse:
        form = IntakeForm(request.POST, request.FILES, user=request.user)
        if not form.is_valid() or form.taken is None:
            return self._form(request, form)
        run = form.save(commit=False)
        run.format, run.source, run.text = form.taken.format, form.taken.title, form.taken.text
        run.user, run.status = request.user, Status.READING
        run.save()
        background.start_reading(run)
        return HttpResponseRedirect(_url(run))

    def _form(self, request: Any, form: Any, status: int = 200) -> HttpResponse:
        context = self._context(request, "Bring publications in", form=form)
        context["may_bring_sites"] = may_bring_sites(request.user, may_import(request.user))
        context["media"] = self.media + form.media
        return TemplateResponse(request, "admin/imports/add.html", context, status=status)

    @method_decorator(never_cache)
    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of a run; it changes nothing."""
        run = self.get_object(request, object_id)
        if run is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        if request.GET.get("format") == "json":
            return JsonResponse(_told(run))
        context = self._context(request, str(run.source), run=run)
        context |= {
            "may_act": self._may_act(request, run),
            "label": intake.label_of(run.format),
            "is_being_undone": background.is_being_undone(run),
        }
        if background.is_under_way(run):
            context |= {"progress": background.progress_of(run),
                        "may_be_dead": background.may_be_dead(run)}  # fmt: skip
            return TemplateResponse(request, "admin/imports/progress.html", context)
        if run.status == Status.PREVIEW:
            return TemplateResponse(request, "admin/imports/preview.html",
                                    context | _preview(run, request.GET))  # fmt: skip
        return TemplateResponse(request, "admin/imports/report.html", context | _report(run))

    def decide(self, request: Any, pk: int) -> HttpResponse:
        """Save what was chosen, and bring in, start again or discard, as the button says."""
        run = self._run(request, pk)
        if request.method != "POST":
            return HttpResponseRedirect(_url(run))
        do = request.POST.get("do", "save")
        back = _url(run) + (f"?{query}" if (query := _place(request.POST)) else "")
        try:
            if do in {"save", "apply", "all", "none"}:
                choices.save_choices(run, request.POST)
            if do in {"all", "none"}:
                count = choices.choose_all(run, take=do == "all")
                said = "are taken" if do == "all" else "stay as they are"
                self.message_user(request, f"All differences of {count} entries {said}.")
            elif do == "apply":
                background.start_applying(run, request.user)
                back = _url(run)
            elif do == "again":
                background.start_again(run, request.user)
            elif do == "discard" and run.status in {Status.PREVIEW, Status.FAILED}:
                run.file.delete(save=False)
                run.delete()
                self.message_user(request, "The preview is gone; nothing was changed by it.")
                back = reverse("admin:publications_importrun_changelist")
            elif do == "save":
                self.message_user(request, "The choices are saved.")
        except OperationalError:
            said = "The database is busy: an import is being brought in. Try again in a moment."
            self.message_user(request, said, messages.WARNING)
        return HttpResponseRedirect(back)

    def undo(self, request: Any, pk: int) -> HttpResponse:
        """Say what undoing would do, and do it."""
        run = self._run(request, pk)
        if run.status != Status.APPLIED:
            if not background.is_under_way(run):
                said = "Only an import that was brought in can be undone."
                self.message_user(request, said, messages.WARNING)
            return HttpResponseRedirect(_url(run))
        if request.method == "POST":
            background.start_undoing(run, request.user)
            return HttpResponseRedirect(_url(run))
        made = run.undo.get("publications", [])
        papers = Publication.objects.filter(pk__in=made)
        rows = [*run.undo.get("rows", []), *run.undo.get("people_rows", [])]
        new = sum(row["before"] is None for row in rows)
        context = self._context(
            request,
            "Undo this import",
            run=run,
            made=len(made),
            people=len(run.undo.get("researchers", [])),
            restored=len(run.undo.get("updates", [])),
            parts_made=new,
            parts_changed=len(rows) - new,
            edited=papers.filter(updated_at__gt=run.applied_at).order_by("title")[:LISTED],
        )
        return TemplateResponse(request, "admin/imports/undo.html", context)

    def _run(self, request: Any, pk: int) -> ImportRun:
        run = ImportRun.objects.filter(pk=pk).defer("text").first()
        if run is None or not self._may_act(request, run):
            raise PermissionDenied
        return run

    def _context(self, request: Any, title: str, **more: Any) -> dict[str, Any]:
        context = self.admin_site.each_context(request)
        return {**context, "title": title, "opts": self.opts, "media": self.media, **more}


def _too_large(size: int) -> str:
    if size > LARGEST_UPLOAD:
        return (
            f"This upload has {size / 1_000_000:.0f} MB; {intake.LARGEST / 1_000_000:.0f} MB are "
            f"taken at once. {intake.SPLIT}"
        )
    return "That is too much to paste. Save it as a file, and choose the file."


def _url(run: ImportRun) -> str:
    return reverse("admin:publications_importrun_change", args=[run.pk])


def _place(sent: Any) -> str:
    """Return the query of the page of rows that was sent."""
    return urlencode({name: sent[name] for name in ("show", "page") if sent.get(name)})


def _told(run: ImportRun) -> dict[str, Any]:
    """Return a run for programs: how far it is, and its report."""
    progress = background.progress_of(run)
    report = {key: value for key, value in run.report.items() if key != "progress"}
    return {
        "status": run.status,
        "is_under_way": background.is_under_way(run),
        "may_be_dead": background.may_be_dead(run),
        "done": progress.get("done", 0),
        "total": progress.get("total", 0),
        "report": report,
    }


def _preview(run: ImportRun, query: Any) -> dict[str, Any]:
    key = query.get("show") if query.get("show") in choosing.FILTERS else "all"
    counts = choosing.counts(run)
    paginator = Paginator(choosing.filtered(run, key), PER_PAGE)
    paginator.count = counts[key]  # is known already
    page = paginator.get_page(query.get("page"))
    return {
        "counts": counts,
        "filters": [
            (name, label, counts[name])
            for name, (label, _) in choosing.FILTERS.items()
            if counts[name] or name in {"all", key}
        ],
        "shown": key,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "rows": choosing.shown(list(page.object_list)),
        "differing": counts["changes"] + counts["kept"],
    }


FIGURES = (
    ("created", "new publications"),
    ("updated", "publications changed"),
    ("unchanged", "with nothing new"),
    ("skipped", "left out"),
    ("joined", "joined as versions of one work"),
    ("people", "new people"),
    ("venues", "new venues"),
    ("kept", "differences left as they are"),
    ("lost", "could not be read"),
)


def _report(run: ImportRun) -> dict[str, Any]:
    made = run.undo.get("publications", [])
    asked = Suggestion.objects.filter(run=run, status=Suggestion.Status.OPEN)
    return {
        "figures": [(run.report[key], words) for key, words in FIGURES if run.report.get(key)],
        "made": Publication.objects.filter(pk__in=made[:LISTED]).only("title", "year"),
        "more": max(0, len(made) - LISTED),
        "questions": {
            "people": asked.filter(kind=Suggestion.Kind.SAME_PERSON).count(),
            "publications": asked.filter(kind=Suggestion.Kind.SAME_PUBLICATION).count(),
        },
        "kept": choosing.kept(run, LISTED),
        "undone": run.report.get("undone"),
    }


def bring_in_url(request: Any, **owner: int) -> str:
    """Return where publications are brought in, "" for who may not."""
    if not may_import(request.user):
        return ""
    url = reverse("admin:publications_importrun_add")
    return f"{url}?{urlencode(owner)}" if owner else url


class BringsIn:
    """A form of somebody whose papers can be brought in, with a link that does."""

    owner = "researcher"

    def render_change_form(self, request: Any, context: Any, *args: Any, **options: Any) -> Any:
        if obj := context.get("original"):
            context["bring_in_url"] = bring_in_url(request, **{self.owner: obj.pk})
            context["bring_in_words"] = f"Bring in papers of {obj}"
            allowed = may_bring_sites(request.user, may_import(request.user))
            if self.owner == "researcher" and allowed:
                context["bring_site_url"] = bring_site_url(researcher=obj.pk)
        return super().render_change_form(request, context, *args, **options)
