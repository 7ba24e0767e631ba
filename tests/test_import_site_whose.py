"""Whose a home page is that is brought in: namesakes, members of labs, projects."""

import shutil

import pytest

from publications.importing.undoing import undo_run
from publications.merge_people import merge_people
from publications.models import ImportRun
from publications.sites.files import UnreadableSite
from researchers.models import Lab, NewsItem, Project, Researcher
from tests.factories import make_lab, make_researcher
from tests.test_import_site import ada, bring, change, folder, lab_folder, member

__all__ = ["ada", "folder", "lab_folder"]
pytestmark = pytest.mark.django_db


def page(name):
    nick = name.partition(" ")[0].lower()
    return (
        f"<html><head><title>{name}</title></head><body><h1>{name}</h1>"
        f"<p>I am {name} and study looms at length, every day of the week.</p>"
        f"<p><a href='mailto:{nick}@looms.example.edu'>Email</a></p></body></html>"
    )


def write_page(path, name):
    path.mkdir(parents=True, exist_ok=True)
    (path / "index.html").write_text(page(name))
    return path


# Two people, two sources


def test_folders_of_one_name_are_two_people(tmp_path):
    one = write_page(tmp_path / "a" / "website", "Ada Quill")
    other = write_page(tmp_path / "b" / "website", "Bo Reed")
    bring(one)
    bring(other)
    assert dict(Researcher.objects.values_list("full_name", "email")) == {
        "Ada Quill": "ada@looms.example.edu",
        "Bo Reed": "bo@looms.example.edu",
    }
    assert not bring(one).changed
    assert not bring(other).changed


def test_who_changes_half_of_her_name_is_the_same_at_her_address(folder, ada):
    change(folder, "<name>Ada Quill</name>", "<name>Ada Marlow</name>")
    change(folder, "<title>Ada Quill</title>", "<title>Ada Marlow</title>")
    change(folder, 'content="Ada Quill"', 'content="Ada Marlow"')
    bring(folder)
    assert Researcher.objects.filter(visibility="page").get() == ada


def test_site_of_another_person_named_by_hand_leaves_the_first_alone(folder, ada):
    ada.links.filter(kind__key="github").delete()
    other = make_researcher("Zed Other")
    run = bring(folder, researcher=other).run
    assert other.links.filter(kind__key="github").exists()
    undo_run(ImportRun.objects.get(pk=run))
    bring(folder)
    assert not ada.links.filter(kind__key="github").exists()


def test_lab_of_the_same_name_elsewhere_is_another(lab_folder):
    who = make_researcher("Zed Other")
    other = make_lab("Loom Lab", url="https://other.example.edu", members=[who])
    report = bring(lab_folder)
    assert Lab.objects.count() == 2
    assert other.memberships.count() == 1
    assert "Another lab of the name Loom Lab is here" in " ".join(report.remarks)


def test_lab_that_nobody_is_in_yet_is_the_one(lab_folder):
    lab = make_lab("Loom Lab")
    bring(lab_folder)
    assert lab.memberships.count() == 2


def test_members_of_one_name_stay_two(lab_folder):
    authors = lab_folder / "content" / "authors"
    for slug, bio in (("wei1", "Wei Wang weaves."), ("wei2", "Wei Wang dyes.")):
        (authors / slug).mkdir()
        text = member("Wei Wang", "PhD Students").replace("Wei Wang weaves.", bio)
        (authors / slug / "_index.md").write_text(text)
    bring(lab_folder)
    assert not bring(lab_folder).changed
    bios = Researcher.objects.filter(full_name="Wei Wang").values_list("bio", flat=True)
    assert sorted(bios) == ["Wei Wang dyes.", "Wei Wang weaves."]


def test_lab_gets_its_projects_and_news(lab_folder):
    for place, text in (
        ("project/weave", "---\ntitle: Weave\nsummary: A loom for all.\n---\nMore about it.\n"),
        ("post/prize", "---\ntitle: We won a prize\ndate: 2024-05-06\n---\n"),
    ):
        path = lab_folder / "content" / place / "index.md"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    other = Project.objects.create(name="Weave")
    report = bring(lab_folder)
    lab = Lab.objects.get()
    assert [(one.name, one.tagline) for one in lab.projects.all()] == [("Weave", "A loom for all.")]
    assert [one.printed_date for one in lab.news.all()] == ["6 May 2024"]
    assert report.lost == []
    assert not bring(lab_folder).changed
    undo_run(ImportRun.objects.get(pk=report.run))
    assert list(Project.objects.all()) == [other]
    assert not NewsItem.objects.exists()


def test_member_listed_twice_counts_once(lab_folder):
    again = lab_folder / "content" / "authors" / "mei2"
    again.mkdir()
    (again / "_index.md").write_text(member("Mei Lin", "PhD Students"))
    report = bring(lab_folder)
    assert Researcher.objects.filter(full_name="Mei Lin").count() == 1
    assert "Mei Lin is listed twice" in " ".join(report.remarks)


def test_member_who_was_merged_is_still_updated(lab_folder):
    bring(lab_folder)
    mei = Researcher.objects.get(full_name="Mei Lin")
    kept = make_researcher("Mei-Ling Lin")
    merge_people(keep=kept, other=mei)
    path = lab_folder / "content" / "authors" / "mei" / "_index.md"
    path.write_text(member("Mei Lin", "PhD Students").replace("weaves", "spins"))
    bring(lab_folder)
    assert Researcher.objects.filter(full_name__contains="Lin").get() == kept


def test_site_of_a_lab_is_no_one_persons(lab_folder):
    with pytest.raises(UnreadableSite, match="the site of a lab, Loom Lab"):
        bring(lab_folder, researcher=make_researcher("Bo Reed"))


def test_project_of_somebody_else_stays_as_it_is(tmp_path):
    thesis = Project.objects.create(name="Weave: A Loom for All")
    place = tmp_path / "quill"
    place.mkdir()
    shutil.copy("tests/data/sites/html/index.html", place)
    bring(place)
    thesis.refresh_from_db()
    assert (thesis.url, thesis.code_url, thesis.contributions.count()) == ("", "", 0)
