"""A home page brought in: its page here, the same again, what changed, what was edited, undone."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from PIL import Image

from publications.importing.site_source import opened
from publications.importing.sites import SiteImport
from publications.importing.undoing import undo_run
from publications.models import (
    Attachment,
    Authorship,
    ImportedSite,
    ImportRun,
    Publication,
    Suggestion,
)
from researchers.models import (
    Contribution,
    Lab,
    Position,
    ProfileLink,
    Project,
    Researcher,
    Section,
    Teaching,
)
from tests.factories import make_publication, make_researcher

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parent / "data" / "sites" / "html"
PICTURES = ("ada", "ada_large", "warp", "warp_after", "weft", "weave", "silk")


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "quill.github.io"
    shutil.copytree(SAMPLE, place)
    (place / "images").mkdir()
    for number, name in enumerate(PICTURES):
        picture = Image.new("RGB", (300, 200 + number), (20 * number, 90, 120))
        picture.save(place / "images" / f"{name}.png")
    (place / "data").mkdir()
    (place / "data" / "weft.pdf").write_bytes(b"%PDF-1.7 the paper")
    (place / "data" / "cv.pdf").write_bytes(b"%PDF-1.7 the life")
    return place


def bring(source, **options):
    with opened(str(source)) as files:
        work = SiteImport(files, **options)
        work.store_files()
        return work.bring_in()


def dry(source, **options):
    with opened(str(source)) as files:
        return SiteImport(files, **options).run_dry()


def change(folder, before, after):
    page = folder / "index.html"
    text = page.read_text()
    assert before in text
    page.write_text(text.replace(before, after))


@pytest.fixture
def ada(folder):
    bring(folder)
    return Researcher.objects.get(slug="ada-quill")


def test_page_is_made_of_the_site(ada):
    assert ada.has_page
    assert ada.bio.startswith("I study looms")
    assert ada.portrait.name.endswith("-300x200.png")
    assert [link.kind.key for link in ada.links.all()] == [
        "email", "cv", "google-scholar", "github",
    ]  # fmt: skip
    assert [str(row) for row in ada.positions.all()] == ["Silk"]
    assert [(row.code, row.term) for row in ada.teaching.all()] == [
        ("LM 101", "Fall 2019"),
        ("LM 202", "Spring 2020"),
    ]
    contribution = ada.contributions.get()
    assert (contribution.role, contribution.project.name) == ("Maintainer", "Weave: A Loom for All")
    assert ada.news.count() == 2


def test_papers_stand_in_her_order_with_pictures_and_files(ada):
    rows = ada.authorships.order_by("order").select_related("publication")
    assert [row.publication.title for row in rows] == [
        "Warp: Weaving Without Threads",
        "Weft and the Star A*",
        "Threads: A Survey",
    ]
    warp, weft, threads = (row.publication for row in rows)
    assert [row.selected for row in rows] == [True, False, False]
    assert (bool(warp.picture), bool(warp.hover_picture)) == (True, True)
    assert [row.credited_as for row in warp.authorships.order_by("position")] == [
        "Ada Quill", "Bo Reed", "Mei Lin", "Jan van der Berg",
    ]  # fmt: skip
    assert warp.summary == "A loom that needs no threads."
    assert weft.attachments.get().file.name.startswith("files/weft-")
    assert warp.picture.name == threads.picture.name


def test_page_can_be_shown_and_its_files_are_served(ada, client):
    page = client.get(ada.get_absolute_url())
    assert page.status_code == 200
    html = page.content.decode()
    assert "<script>alert" not in html
    assert "javascript:" not in html
    assert "harp" in html
    for url in (ada.links.get(kind__key="cv").url, Attachment.objects.get().file.url):
        assert client.get(url).getvalue().startswith(b"%PDF-1.7")


def test_coauthors_get_the_home_page_the_site_links_to(ada):
    assert Researcher.objects.get(slug="bo-reed").homepage == "https://reed.example.org/"
    assert Researcher.objects.get(slug="jan-van-der-berg").homepage == ""


def test_second_time_changes_nothing(folder, ada):
    runs = ImportRun.objects.count()
    report = bring(folder)
    assert not report.changed
    assert ImportRun.objects.count() == runs
    assert [one.state for one in report.page] == []
    assert not dry(folder).changed


def test_what_changed_at_the_source_is_all_that_changes(folder, ada):
    change(folder, "A loom that needs no threads.", "A loom without threads.")
    change(folder, "Weaving Intern", "Weaver")
    change(folder, "I study looms", "I build looms")
    report = dry(folder)
    told = {(one.label, field["field"]) for one in report.page for field in one.fields}
    assert ("Ada Quill", "bio") in told
    assert report.papers.updated == 1
    report = bring(folder)
    assert ada.positions.get().title == "Weaver" or report.gone
    assert Publication.objects.get(title__startswith="Warp").summary == "A loom without threads."
    ada.refresh_from_db()
    assert ada.bio.startswith("I build looms")
    assert Publication.objects.count() == 3


def test_hand_edits_stay(folder, ada):
    ada.bio = "My own words."
    ada.save()
    ada.positions.update(title="Chief weaver")
    ada.teaching.filter(code="LM 202").delete()
    warp = Publication.objects.get(title__startswith="Warp")
    warp.summary = "Mine."
    warp.save()
    Authorship.objects.filter(publication=warp, researcher=ada).update(selected=False, order=9)
    change(folder, "I study looms", "I build looms")
    change(folder, "A loom that needs no threads.", "Something else.")
    report = bring(folder)
    ada.refresh_from_db()
    warp.refresh_from_db()
    assert ada.bio == "My own words."
    assert ada.positions.get().title == "Chief weaver"
    assert ada.teaching.count() == 1
    assert warp.summary == "Mine."
    row = Authorship.objects.get(publication=warp, researcher=ada)
    assert (row.selected, row.order) == (False, 9)
    assert any(one.state == "kept" and one.label == "Ada Quill" for one in report.page)


def test_author_order_and_credit_stay_when_the_site_changes_them_back(folder, ada):
    change(folder, "Bo Reed</a>*", "Robert Reed</a>*")
    bring(folder)
    warp = Publication.objects.get(title__startswith="Warp")
    assert [row.credited_as for row in warp.authorships.order_by("position")] == [
        "Ada Quill", "Robert Reed", "Mei Lin", "Jan van der Berg",
    ]  # fmt: skip


def test_what_is_no_longer_on_the_site_stays_and_is_told(folder, ada):
    change(folder, "<b>LM 202: Advanced Looms</b><br>Reader: Spring 2020", "")
    report = bring(folder)
    assert report.gone == ["course: LM 202, Advanced Looms"]
    assert ada.teaching.count() == 2


def test_undo_takes_all_of_it_back(folder):
    report = bring(folder)
    done = undo_run(ImportRun.objects.get(pk=report.run))
    assert done.kept == []
    for model in (Publication, Researcher, Project, Position, Teaching, ProfileLink, Section,
                  Contribution, Attachment, ImportedSite, Suggestion):  # fmt: skip
        assert not model.objects.exists(), model
    assert bring(folder).changed


def test_undo_leaves_what_was_edited_since(folder, ada):
    ada.bio = "My own words."
    ada.save()
    Project.objects.update(tagline="Mine.")
    project = Project.objects.get()
    project.tagline = "Ours."
    project.save()
    done = undo_run(ImportRun.objects.get())
    told = " ".join(done.kept)
    assert "bio was edited since" in told
    assert "Weave: A Loom for All was edited since and stays." in told
    ada.refresh_from_db()
    assert ada.bio == "My own words."


def test_undo_of_a_change_brings_back_what_was(folder, ada):
    change(folder, "I study looms", "I build looms")
    report = bring(folder)
    undo_run(ImportRun.objects.get(pk=report.run))
    ada.refresh_from_db()
    assert ada.bio.startswith("I study looms")
    change(folder, "I build looms", "I study looms")
    assert not bring(folder).changed


def test_somebody_of_the_same_name_is_not_taken_for_her(folder):
    other = make_researcher("Ada Quill", visibility="page", bio="Another Ada.")
    report = bring(folder)
    assert Researcher.objects.filter(full_name="Ada Quill").count() == 2
    other.refresh_from_db()
    assert other.bio == "Another Ada."
    assert "--for ada-quill" in " ".join(report.remarks)


def test_she_is_known_by_a_paper_that_is_here(folder):
    here = make_researcher("Ada Quill")
    people = [make_researcher("Bo Reed"), make_researcher("Mei Lin"), here]
    paper = make_publication("Weft and the Star A*", authors=people, year=2020,
                             type="article-journal")  # fmt: skip
    bring(folder)
    assert Researcher.objects.filter(full_name="Ada Quill").count() == 1
    here.refresh_from_db()
    assert here.has_page
    assert Publication.objects.filter(title=paper.title).count() == 1


def test_for_names_the_person(folder):
    other = make_researcher("Ada Jane Quill", visibility="author")
    bring(folder, researcher=other)
    other.refresh_from_db()
    assert other.bio.startswith("I study looms")
    assert other.authorships.count() == 3


def test_a_paper_that_has_a_picture_keeps_it_and_she_gets_her_own(folder):
    people = [make_researcher(name) for name in ("Ada Quill", "Bo Reed", "Mei Lin")]
    make_publication(
        "Warp: Weaving Without Threads",
        authors=people,
        arxiv_id="2101.00001",
        summary="Bo's sentence.",
        picture="abc-10x10.png",
    )
    bring(folder)
    warp = Publication.objects.get(title__startswith="Warp")
    assert (warp.picture.name, warp.summary) == ("abc-10x10.png", "Bo's sentence.")
    row = Authorship.objects.get(publication=warp, researcher__full_name="Ada Quill")
    assert row.picture.name.endswith("-300x202.png")
    assert row.blurb == "A loom that needs no threads."


def packed(folder):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in folder.rglob("*"):
            archive.write(path, Path("quill.github.io-main") / path.relative_to(folder))
    return buffer.getvalue()


def test_archive_is_the_same_as_its_folder(folder, tmp_path, ada):
    archive = tmp_path / "quill.github.io.zip"
    archive.write_bytes(packed(folder))
    assert not dry(archive).changed


def test_command_tells_what_it_would_do_and_does_it(folder, capsys):
    call_command("import_site", str(folder), "--dry-run")
    out = capsys.readouterr().out
    assert "Ada Quill: 3 papers found." in out
    assert "It would be: 3 new" in out
    assert "leads to slides" in out
    assert not Publication.objects.exists()
    assert not Researcher.objects.exists()
    call_command("import_site", str(folder))
    out = capsys.readouterr().out
    assert "Brought in: 3 new" in out
    assert "The page: /researchers/ada-quill/" in out
    call_command("import_site", str(folder), "--json")
    report = json.loads(capsys.readouterr().out)
    assert (report["changed"], report["found"]) == (False, 3)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["/nowhere/at/all"], "is no folder, archive or address here"),
        ([str(SAMPLE), "--for", "nobody"], 'There is no person "nobody"'),
        ([str(Path(__file__).parent / "data" / "ris")], "no site of a kind that is known"),
    ],
)
def test_command_says_what_is_wrong(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("import_site", *arguments)


def member(name, group):
    return f"---\ntitle: {name}\nrole: {group}\nuser_groups: [{group}]\n---\n{name} weaves.\n"


@pytest.fixture
def lab_folder(tmp_path):
    place = tmp_path / "looms"
    for slug, name, group in (("bo", "Bo Reed", "Faculty"), ("mei", "Mei Lin", "PhD Students")):
        page = place / "content" / "authors" / slug / "_index.md"
        page.parent.mkdir(parents=True)
        page.write_text(member(name, group))
    (place / "content" / "people").mkdir()
    (place / "content" / "people" / "index.md").write_text("---\ntitle: People\n---\n")
    (place / "hugo.yaml").write_text("title: Loom Lab\nbaseURL: https://lab.example.edu/\n")
    return place


def test_site_of_a_lab_is_the_same_people_the_second_time(lab_folder):
    bring(lab_folder)
    lab = Lab.objects.get()
    roles = {row.researcher.full_name: row.role for row in lab.memberships.all()}
    assert roles == {"Bo Reed": "faculty", "Mei Lin": "phd"}
    assert not bring(lab_folder).changed
    (lab_folder / "content" / "authors" / "mei" / "_index.md").write_text(
        member("Mei Lin", "PhD Students").replace("weaves", "spins")
    )
    report = bring(lab_folder)
    assert Researcher.objects.count() == 2
    assert Researcher.objects.get(full_name="Mei Lin").bio == "Mei Lin spins."
    assert [one.label for one in report.page] == ["Mei Lin"]
    undo_run(ImportRun.objects.get(pk=report.run))
    assert Researcher.objects.get(full_name="Mei Lin").bio == "Mei Lin weaves."
