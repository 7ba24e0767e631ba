"""The demo: all facts of the page it stands for, loaded once, and never over anybody's edits."""

import html
import io
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from portal.demo import figures, loader
from portal.kit.fields import PictureField
from publications.models import Authorship, Publication, Topic, Venue
from researchers.models import Lab, Membership, NewsItem, Project, Researcher

SEED = settings.BASE_DIR.parent / "shared" / "seed-site"
needs_seed = pytest.mark.skipif(not SEED.is_dir(), reason="the page it stands for is not here")

pytestmark = pytest.mark.any_database
PAPERS = json.loads((Path(__file__).parent / "data" / "demo" / "papers.json").read_text())


@pytest.fixture
def load(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that loads the demo, with blank pictures, and returns what was said."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "#8899aa").save(buffer, "PNG")
    monkeypatch.setattr(loader, "draw", lambda _: buffer.getvalue())

    def load(**options: Any) -> str:
        said = io.StringIO()
        call_command("load_demo", stdout=said, **options)
        return said.getvalue()

    return load


@pytest.fixture
def luo(load: Callable[..., str]) -> Researcher:
    load()
    return Researcher.objects.get(slug="michael-luo")


def papers_of(person: Researcher) -> list[Publication]:
    return [row.publication for row in Authorship.objects.on_page_of(person)]


def byline(paper: Publication) -> str:
    return ", ".join(
        row.credited_as + ("*" if row.equal_group else "") for row in paper.authorships.all()
    )


def printed_venue(paper: Publication) -> str:
    return f"{' '.join(filter(None, [str(paper.venue or ''), paper.venue_detail]))}, {paper.year}"


def every_row() -> dict[str, list[dict[str, Any]]]:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for app in ("researchers", "publications", "kit")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }


def test_papers_are_those_of_the_page_in_its_order(luo: Researcher) -> None:
    assert [
        {
            "title": paper.title,
            "venue": printed_venue(paper),
            "byline": byline(paper),
            "links": ", ".join(link.kind.key for link in paper.links.all()),
        }
        for paper in papers_of(luo)
    ] == PAPERS


def test_selected_are_the_two_papers_led_alone(luo: Researcher) -> None:
    selected = Authorship.objects.filter(selected=True).order_by("order")
    assert [(row.researcher, row.publication.title.partition(":")[0]) for row in selected] == [
        (luo, "MESA"),
        (luo, "IMPACT"),
    ]


def test_bylines_are_numbered_from_one_without_gaps(luo: Researcher) -> None:
    for paper in Publication.objects.all():
        places = list(paper.authorships.values_list("position", flat=True))
        assert places == list(range(1, len(places) + 1))


def test_equal_marks_are_the_nine_of_the_page(luo: Researcher) -> None:
    marked = Authorship.objects.filter(equal_group=1)
    assert (marked.count(), marked.values("publication").distinct().count()) == (9, 4)
    assert Authorship.objects.exclude(equal_group=1).filter(equal_group__isnull=False).count() == 0


def test_profile_has_the_facts_of_the_page(luo: Researcher) -> None:
    assert [(link.text, link.url) for link in luo.links.all()] == [
        ("Email", "mailto:michael.luo@berkeley.edu"),
        ("CV", luo.cv.url),
        ("Google Scholar", "https://scholar.google.com/citations?hl=en&user=XpO6-kEAAAAJ"),
        ("LinkedIn", "https://www.linkedin.com/in/michaelzhiluo/"),
        ("GitHub", "https://github.com/michaelzhiluo/"),
    ]
    assert [(p.organization, p.title, p.printed_dates) for p in luo.positions.all()] == [
        ("Anyscale", "Software Development Intern", "June 2020 – August 2020"),
        ("Amazon", "Software Development Intern", "June 2019 – August 2019"),
        ("Cisco Meraki", "Computer Vision Intern", "June 2018 – August 2018"),
    ]
    assert [(t.name, t.role, t.term, t.url) for t in luo.teaching.all()] == [
        (
            "CS 189: Introduction to Machine Learning",
            "Teaching Assistant",
            "Fall 2019",
            "https://inst.eecs.berkeley.edu/~cs189/fa19/",
        ),
        (
            "CS 162: Operating Systems and System Programming",
            "Reader",
            "Fall 2018",
            "https://inst.eecs.berkeley.edu/~cs162/fa18/",
        ),
    ]
    assert [(d.degree, d.printed_dates, d.advisors) for d in luo.degrees.all()] == [
        ("Ph.D.", "since August 2021", "Ion Stoica"),
        ("M.S.", "2021", "Ion Stoica, Ken Goldberg"),
        ("B.S.", "2020", ""),
    ]
    assert [(c.project.name, c.role, c.project.code_url) for c in luo.contributions.all()] == [
        (
            "SkyPilot: A Broker for Sky Computing",
            "Core contributor",
            "https://github.com/skypilot-org/skypilot",
        ),
        ("Ray/RLlib", "Core contributor", "https://github.com/ray-project/ray"),
    ]
    assert "https://github.com/jonbarron/jonbarron_website" in luo.footer
    with luo.cv.open() as file:
        assert file.read(8) == b"%PDF-1.4"


def test_memberships_are_current_and_past(luo: Researcher) -> None:
    def names(rows: Any) -> list[tuple[str, str, str, str]]:
        ordered = rows.order_by("lab__name", "researcher__sort_key")
        return [(str(m.lab), str(m.researcher), m.role, m.printed_dates) for m in ordered]

    assert names(Membership.objects.current()) == [
        ("AUTOLab", "Ken Goldberg", "faculty", ""),
        ("BAIR", "Michael Luo", "member", ""),
        ("SkyLab", "Michael Luo", "phd", "August 2021 – present"),
        ("SkyLab", "Ion Stoica", "faculty", ""),
    ]
    assert names(Membership.objects.ended()) == [("AUTOLab", "Michael Luo", "master", "until 2021")]
    assert Membership.objects.get(now_at="PhD student, SkyLab").lab.slug == "autolab"
    assert {lab.slug: lab.parent and lab.parent.slug for lab in Lab.objects.all()} == {
        "uc-berkeley-eecs": None,
        "skylab": "uc-berkeley-eecs",
        "bair": "uc-berkeley-eecs",
        "autolab": "uc-berkeley-eecs",
    }


def test_four_people_have_pages_and_the_others_are_credited(luo: Researcher) -> None:
    assert Researcher.objects.count() == 54
    assert sorted(Researcher.objects.with_page().values_list("full_name", flat=True)) == [
        "Ashwin Balakrishna",
        "Ion Stoica",
        "Ken Goldberg",
        "Michael Luo",
    ]
    assert set(Researcher.objects.exclude(visibility="page").values_list("visibility", "bio")) == {
        ("author", "")
    }


def test_one_person_of_several_spellings_is_one_row(luo: Researcher) -> None:
    def variants(slug: str) -> tuple[str, list[str]]:
        person = Researcher.objects.get(slug=slug)
        return person.full_name, [variant.name for variant in person.name_variants.all()]

    assert variants("wei-lin-chiang") == ("Wei-Lin Chiang", ["Wei-lin Chiang"])
    assert variants("frank-luan") == ("Frank Luan", ["Frank Sifei Luan", "Sifei Luan"])
    assert variants("brijen-thananjeyan") == ("Brijen Thananjeyan", ["Brijen Thanajeyan"])
    park = Researcher.objects.get(slug="dong-huk-park")
    assert (park.given_name, park.family_name) == ("Dong Huk", "Park")


def test_papers_belong_to_their_projects(luo: Researcher) -> None:
    rllib = Project.objects.get(slug="ray-rllib")
    assert [paper.title.partition(":")[0] for paper in rllib.publications.order_by("year")] == [
        "IMPACT",
        "Distributed Reinforcement Learning is a Dataflow Problem",
    ]


def test_every_picture_but_a_logo_is_described(luo: Researcher) -> None:
    missing = [
        (model.__name__, field.name, row.pk)
        for model in (Researcher, Publication, Project)
        for field in model._meta.fields
        if isinstance(field, PictureField)
        for row in model.objects.exclude(**{field.name: ""})
        if not getattr(row, f"{field.name}_alt")
    ]
    assert missing == []
    assert Publication.objects.filter(picture="").count() == 0


def test_second_load_writes_nothing(load: Callable[..., str]) -> None:
    assert load() == (
        "Demo: 10 publications, 54 people, 4 labs, 2 projects and 6 lines of news loaded.\n"
    )
    before = every_row()
    named = sum(len(paper["byline"].split(", ")) for paper in PAPERS)
    assert len(before["publications.Authorship"]) == named
    with CaptureQueriesContext(connection) as queries:
        assert load() == "The demo is already here.\n"
    verbs = {query["sql"].split()[0] for query in queries}
    assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE"}
    assert every_row() == before


def test_load_leaves_what_was_edited_by_hand(luo: Researcher, load: Callable[..., str]) -> None:
    luo.family_name, luo.bio = "Luo-Smith", "Written by hand."
    luo.save()
    luo.links.get(kind__key="linkedin").delete()
    paper = Publication.objects.get(arxiv_id="1912.00167")
    paper.title = "A better title"
    paper.save()
    paper.authorships.get(position=2).delete()
    NewsItem.objects.filter(lab__slug="skylab").delete()
    Venue.objects.filter(short_name="ICRA").update(name="Robotics")
    before = every_row()
    assert load() == "The demo is already here.\n"
    assert every_row() == before


def test_load_makes_a_removed_paper_again_in_its_place(
    luo: Researcher, load: Callable[..., str]
) -> None:
    Publication.objects.get(arxiv_id="2112.03575").delete()
    assert load() == "Demo: 1 publication loaded.\n"
    papers = papers_of(luo)
    assert [paper.title for paper in papers] == [paper["title"] for paper in PAPERS]
    assert byline(papers[1]) == PAPERS[1]["byline"]


def test_load_takes_a_person_who_is_already_there(db: None, load: Callable[..., str]) -> None:
    stoica = Researcher.objects.create(given_name="Ion", family_name="Stoica", bio="Mine.")
    assert load().startswith("Demo: 10 publications, 53 people,")
    stoica.refresh_from_db()
    assert (stoica.bio, stoica.visibility, stoica.links.count()) == ("Mine.", "author", 0)
    assert Authorship.objects.filter(researcher=stoica).count() == 5


def test_load_refuses_a_folder_that_is_not_there(load: Callable[..., str], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a folder"):
        load(images=tmp_path / "none")
    assert Researcher.objects.count() == 0


def test_links_within_the_demo_lead_to_pages(luo: Researcher, client: Client) -> None:
    texts = [
        *NewsItem.objects.values_list("text", flat=True),
        *Researcher.objects.values_list("bio", flat=True),
        *Lab.objects.values_list("description", flat=True),
        *Project.objects.values_list("description", flat=True),
    ]
    paths = {path for text in texts for path in re.findall(r"\]\((/[^)]*)\)", text)}
    assert len(paths) == 11
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    assert not [text for text in texts if re.search(r"\]\((?!/|https?://)", text)]


def drawn_keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from [value["draw"]] if "draw" in value else []
        for part in value.values():
            yield from drawn_keys(part)
    elif isinstance(value, list):
        for part in value:
            yield from drawn_keys(part)


def test_figures_are_exactly_those_the_data_name() -> None:
    data = [tomllib.loads(path.read_text()) for path in loader.FOLDER.glob("*.toml")]
    assert set(drawn_keys(data)) == set(figures.names())


@pytest.mark.parametrize("key", figures.names())
def test_figure_is_small_square_and_always_the_same(key: str) -> None:
    data = figures.draw(key)
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size) == ("PNG", (640, 640))
    assert len(data) < 64_000
    figures.draw.cache_clear()
    assert figures.draw(key) == data


def test_figures_differ_from_each_other() -> None:
    assert len({figures.draw(key) for key in figures.names()}) == len(figures.names())


@pytest.mark.django_db
def test_drawn_pictures_are_stored_with_their_renditions() -> None:
    call_command("load_demo", stdout=io.StringIO())
    paper = Publication.objects.get(arxiv_id="2201.01441")
    assert [rendition.width for rendition in paper.picture.renditions] == [160, 320, 640]
    with paper.picture.open() as file:
        assert file.read() == figures.draw("balsa")


@needs_seed
def test_facts_are_those_of_the_checked_list(luo: Researcher) -> None:
    facts = json.loads((SEED / "facts.json").read_text())["publications"]
    assert [
        (paper.title, paper.year, byline(paper).split(", "), paper.arxiv_id, paper.doi)
        for paper in papers_of(luo)
    ] == [
        (
            fact["title"],
            fact["year"],
            [author["name"] + "*" * author["equal"] for author in fact["authors"]],
            fact["arxiv"] or "",
            (fact["doi"] or "").lower(),
        )
        for fact in facts
    ]


@needs_seed
def test_no_link_of_the_page_is_lost(luo: Researcher) -> None:
    page = (SEED / "index.html").read_text()
    wanted = {html.unescape(url) for url in re.findall(r'href="((?:https?|mailto):[^"]+)"', page)}
    kept = json.dumps(every_row(), default=str, ensure_ascii=False)
    lost = {url for url in wanted if url.removeprefix("mailto:").rstrip("/") not in kept}
    assert len(wanted) == 54
    assert lost == set()


@needs_seed
def test_real_pictures_take_the_place_of_drawn_ones(load: Callable[..., str]) -> None:
    load(images=SEED / "images")
    paper = Publication.objects.get(arxiv_id="1912.00167")
    with paper.picture.open() as file:
        assert file.read() == (SEED / "images" / "impact.png").read_bytes()
    assert paper.picture_alt.startswith("Diagram: three workers")
    own = [row.picture.name for row in Publication.objects.all()]
    assert len(set(own)) == 10
    luo = Researcher.objects.get(slug="michael-luo")
    assert luo.portrait_alt == "Michael Luo"
    drawn = Publication.objects.get(arxiv_id="2107.10847")  # the page shows IMPACT's picture here
    assert drawn.picture.name.endswith("-8x8.png")


def test_topics_are_all_used(luo: Researcher) -> None:
    assert Topic.objects.filter(publications=None).count() == 0
