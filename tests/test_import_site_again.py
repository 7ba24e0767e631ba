"""A home page brought in again: hand edits, orders, undo, the report, who may."""

import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.urls import reverse

from portal.accounts.models import User
from publications.importing.site_source import opened
from publications.importing.sites import SiteImport
from publications.importing.undoing import undo_run
from publications.models import Attachment, Authorship, ImportedSite, ImportRun, Publication, Venue
from publications.sites.files import memory_files
from researchers.models import ProfileLink, Researcher
from tests.factories import make_researcher
from tests.import_forms import NEEDED, make_editor
from tests.test_admin_sites import decide, hand_in
from tests.test_import_site import ada, bring, change, dry, folder

__all__ = ["ada", "folder"]
pytestmark = pytest.mark.django_db
NEW_PAPER = """<tr><td></td><td><a href="https://arxiv.org/abs/2201.00009">
<papertitle>Shuttle: A New Paper on Top</papertitle></a><br><strong>Ada Quill</strong>, Bo Reed<br>
<em>Conference on Loom Learning</em>, 2022</td></tr>"""


def courses(ada):
    return sorted(ada.teaching.values_list("code", flat=True))


# Hand edits


def test_edit_made_while_pictures_are_rendered_stays(folder, ada):
    change(folder, "I study looms", "I build looms")
    with opened(str(folder)) as files:
        work = SiteImport(files)
        work.store_files()
        edited = Researcher.objects.get(pk=ada.pk)
        edited.headline = "Professor by hand"
        edited.save()
        work.bring_in()
    edited.refresh_from_db()
    assert edited.headline == "Professor by hand"
    assert edited.bio.startswith("I build looms")


def test_two_imports_at_once_make_one_person(folder):
    with opened(str(folder)) as first, opened(str(folder)) as second:
        works = [SiteImport(first), SiteImport(second)]
        for work in works:
            work.store_files()
        for work in works:
            work.bring_in()
    ada = Researcher.objects.get(full_name="Ada Quill")
    assert ada.teaching.count() == 2


def test_private_address_stays_private(folder):
    who = make_researcher("Ada Quill", email="private@home.example", email_is_public=False)
    bring(folder, researcher=who)
    who.refresh_from_db()
    assert (who.email, who.email_is_public) == ("private@home.example", False)


def test_order_made_by_hand_stays_and_what_is_new_comes_last(folder, ada):
    rows = list(ada.authorships.order_by("order"))
    for number, row in enumerate(reversed(rows), 1):
        Authorship.objects.filter(pk=row.pk).update(order=number)
    links = list(ada.links.order_by("position"))
    for number, row in enumerate(reversed(links), 1):
        ProfileLink.objects.filter(pk=row.pk).update(position=number)
    change(folder, '<tr bgcolor="#ffffd0">', f'{NEW_PAPER}<tr bgcolor="#ffffd0">')
    mail = '<a href="mailto:ada@looms.example.edu">'
    change(folder, mail, f'<a href="https://www.linkedin.com/in/ada">LinkedIn</a> / {mail}')
    for _ in range(2):
        bring(folder)
        told = ada.authorships.order_by("order").values_list("publication__title", flat=True)
        assert [title.partition(" ")[0] for title in told] == [
            "Threads:", "Weft", "Warp:", "Shuttle:",
        ]  # fmt: skip
        assert list(ada.links.order_by("position").values_list("kind__key", flat=True)) == [
            "github", "google-scholar", "cv", "email", "linkedin",
        ]  # fmt: skip


def test_new_order_at_the_source_is_taken_and_told(folder, ada):
    text = (folder / "index.html").read_text()
    start, end = text.index('<tr bgcolor="#ffffd0">'), text.index("<!-- <tr><td><papertitle>")
    first, second, third, _ = text[start:end].split("</tr>\n")
    moved = f"{third}</tr>\n{first}</tr>\n{second}</tr>\n"
    (folder / "index.html").write_text(text[:start] + moved + text[end:])
    assert dry(folder).changed
    report = bring(folder)
    assert [one.label for one in report.page] == ["order of the papers"]
    told = ada.authorships.order_by("order").values_list("publication__title", flat=True)
    assert [title.partition(" ")[0] for title in told] == ["Threads:", "Warp:", "Weft"]
    assert not bring(folder).changed


def test_value_set_back_by_hand_after_the_source_agreed_stays(folder, ada):
    old = ada.bio
    change(folder, "I study looms", "I build looms")
    Researcher.objects.filter(pk=ada.pk).update(bio=old.replace("study", "build"))
    assert not bring(folder).changed
    Researcher.objects.filter(pk=ada.pk).update(bio=old)
    bring(folder)
    ada.refresh_from_db()
    assert ada.bio == old


def test_what_was_removed_stays_away_by_another_route(folder, ada, tmp_path):
    ada.links.filter(kind__key="github").delete()
    other = tmp_path / "my-page"
    shutil.copytree(folder, other)
    assert not bring(other).changed
    assert not ada.links.filter(kind__key="github").exists()


def test_row_whose_title_was_edited_here_still_follows_the_source(folder, ada):
    ada.teaching.filter(code="LM 202").update(title="Advanced Loom Science")
    change(
        folder,
        "<b>LM 202: Advanced Looms</b><br>Reader",
        "<b>LM 202: Advanced Looms</b><br>Lecturer",
    )
    bring(folder)
    course = ada.teaching.get(code="LM 202")
    assert (course.title, course.role) == ("Advanced Loom Science", "Lecturer")


def test_course_that_goes_is_not_renamed_into_one_that_comes(tmp_path):
    place = tmp_path / "orla"
    shutil.copytree("tests/data/sites/academicpages", place)
    path = place / "_teaching" / "2014-spring-teaching-1.md"
    told = "---\ntitle: {}\ncollection: teaching\nvenue: {}\ndate: {}-01-01\n---\n{}\n"
    text = "We read old looms and new ones, and talk about what they weave."
    path.write_text(told.format("History of Silk", "Other University", 2019, text))
    bring(place)
    path.write_text(told.format("Operating Systems", "New University", 2026, text))
    report = bring(place)
    titles = set(Researcher.objects.get(visibility="page").teaching.values_list("title", flat=True))
    assert {"History of Silk", "Operating Systems"} <= titles
    assert report.gone == ["course: History of Silk"]


def test_corrected_file_takes_the_place_of_the_old(folder, ada):
    old = Attachment.objects.get().file.name
    (folder / "data" / "weft.pdf").write_bytes(b"%PDF-1.7 the corrected paper")
    report = bring(folder)
    assert Attachment.objects.get().file.name != old
    assert report.changed


def test_value_that_cannot_be_stored_costs_no_other(folder):
    make_researcher("Somebody Else", orcid="0000-0002-1825-0097")
    change(
        folder,
        '<a href="https://github.com/adaquill">',
        '<a href="https://orcid.org/0000-0002-1825-0097">ORCID</a> / '
        '<a href="https://github.com/adaquill">',
    )
    who = make_researcher("Ada Quill")
    report = bring(folder, researcher=who)
    who.refresh_from_db()
    assert who.bio.startswith("I study looms")
    assert who.orcid in {None, ""}
    assert report.changed


def test_impossible_date_is_told(tmp_path):
    place = tmp_path / "orla"
    shutil.copytree("tests/data/sites/alfolio", place)
    news = place / "_news" / "odd.md"
    news.write_text("---\nlayout: post\ndate: 2021-02-30\ninline: true\n---\nNews of an odd day.\n")
    report = bring(place)
    assert any("no day 30" in line for line in report.lost)


# Undo


def test_undo_of_one_of_three_forgets_only_what_that_one_was_told(folder, ada):
    old = "<b>LM 202: Advanced Looms</b>"
    new = "<b>LM {0}: Looms {0}</b><br>Reader: Fall 2021</p><p>"
    change(folder, old, new.format(303) + old)
    second = bring(folder).run
    change(folder, new.format(303), new.format(404) + new.format(303))
    bring(folder)
    ada.teaching.filter(code="LM 404").delete()
    assert undo_run(ImportRun.objects.get(pk=second)).kept == []
    assert courses(ada) == ["LM 101", "LM 202"]
    bring(folder)
    assert courses(ada) == ["LM 101", "LM 202", "LM 303"]


def test_undo_of_the_first_of_two_makes_nobody_twice(folder):
    first = bring(folder).run
    change(folder, "I study looms", "I build looms")
    bring(folder)
    undo_run(ImportRun.objects.get(pk=first))
    bring(folder)
    assert Researcher.objects.filter(full_name="Ada Quill").count() == 1


@pytest.mark.parametrize("told", [None, {"person": {"row": 0, "values": {}, "label": "Ada"}}])
def test_undo_of_a_run_that_kept_all_that_was_told_before(folder, told):
    run = ImportRun.objects.get(pk=bring(folder).run)
    run.undo["site"]["told"] = told
    run.save()
    assert undo_run(run).kept == []
    assert not Researcher.objects.exists()
    assert not ImportedSite.objects.exists()


# The report


def test_preview_shows_the_home_pages_of_coauthors(folder):
    shown = {one.key for one in dry(folder).page if one.key.startswith("coauthor:")}
    done = {one.key for one in bring(folder).page if one.key.startswith("coauthor:")}
    assert shown == done == {"coauthor:bo reed", "coauthor:mei lin"}


def test_person_who_is_only_a_name_is_something_new():
    files = {"index.html": b"<html><title>Ada Quill</title><h1>Ada Quill</h1></html>"}
    work = SiteImport(memory_files("quill", files))
    assert work.run_dry().changed
    assert work.bring_in().changed
    assert not SiteImport(memory_files("quill", files)).bring_in().changed


def test_nothing_is_kept_of_a_site_that_was_only_looked_at(folder):
    dry(folder)
    assert not ImportedSite.objects.exists()
    assert not Publication.objects.exists()


# Who may


OF_SITES = [f"{verb}_{name}" for name in ("researcher", "lab", "membership", "project")
            for verb in ("add", "change")]  # fmt: skip


@pytest.mark.parametrize("missing", ["change_researcher", "change_lab", "add_project"])
def test_who_may_no_longer_bring_sites_in_can_neither_apply_nor_undo(missing):
    editor = make_editor("bo", [*NEEDED, *OF_SITES])
    run = hand_in(editor).context["run"]
    assert run.status == "preview"
    user = User.objects.get(username="bo")
    right = Permission.objects.get(codename=missing)
    user.user_permissions.remove(right)
    assert decide(editor, run, "apply").status_code == 403
    assert not Publication.objects.exists()
    user.user_permissions.add(right)
    decide(editor, run, "apply")
    assert Publication.objects.count() == 3
    user.user_permissions.remove(right)
    undo = reverse("admin:publications_importrun_undo", args=[run.pk])
    assert editor.post(undo).status_code == 403
    assert Publication.objects.count() == 3


# All kinds


def sites():
    yield from sorted((Path(__file__).parent / "data" / "sites").iterdir())
    corpus = Path(__file__).resolve().parents[2] / "shared" / "data" / "corpus"
    for name in ("barron/michaelzhiluo", "alfolio/42Shawn", "hugoblox/juletx"):
        yield from sorted(corpus.glob(f"{name}__*"))


def counted():
    models = [Publication, Authorship, Venue, Attachment, ImportedSite, *apps.get_app_config(
        "researchers").get_models()]  # fmt: skip
    return {model.__name__: model._default_manager.count() for model in models}


@pytest.mark.parametrize("place", list(sites()), ids=lambda path: path.name.partition("__")[0])
def test_second_import_changes_nothing_and_undo_leaves_nothing(place):
    before = counted()
    report = bring(place)
    assert report.papers.created > 0
    assert not bring(place).changed
    assert undo_run(ImportRun.objects.get(pk=report.run)).kept == []
    assert counted() == before
