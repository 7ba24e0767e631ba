"""The search: the same on both databases, whatever is written, and nothing that is not public."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from portal.kit.namewords import named
from publications import derive
from publications.derive import differences
from publications.importing.runs import Source, import_records
from publications.models import Publication, SearchEntry, Topic
from publications.records import Name, Record
from publications.search import find as finding
from publications.search.find import Found, every, find
from publications.search.language import parse
from researchers.models import NameVariant, Project, Researcher
from tests.factories import make_lab, make_publication, make_researcher, make_venue

pytestmark = pytest.mark.django_db


def titles(found: Found) -> list[str]:
    papers = Publication.objects.in_bulk(found.hits)
    return [papers[pk].title for pk in found.hits]


def people(found: Found) -> list[str]:
    return [person.name for person in found.names.get("researcher", [])]


@pytest.fixture
def library():
    brijen = make_researcher("Brijen Thananjeyan", visibility="page")
    muller = make_researcher("Jürgen Müller")
    erdos = make_researcher("Paul Erdős")
    icra = make_venue("International Conference on Robotics and Automation", short_name="ICRA")
    annals = make_venue("Annals of Mathematics")
    make_publication(
        "Recovery RL: Safe Reinforcement Learning with Learned Recovery Zones",
        authors=[brijen, muller], venue=icra, year=2021, doi="10.1109/lra.2021.3070252",
    )  # fmt: skip
    make_publication("On random graphs", authors=[erdos], venue=annals, year=1959)
    make_publication(
        "Re-identification of cloth", authors=[muller, brijen], year=2020, arxiv_id="2003.01835",
        abstract="We learn to fold cloth safely; learning is safe.",
    )  # fmt: skip
    make_publication("Safe learning", authors=["Mary Luo"], year=2019, type="article-journal")
    make_publication("A survey of safe learning", authors=["Bo Reed"], year=2022, venue=icra)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thanajeyan", ["Brijen Thananjeyan"]),
        ("Thananjeyan", ["Brijen Thananjeyan"]),
        ("brij", ["Brijen Thananjeyan"]),
        ("muller", ["Jürgen Müller"]),
        ("mueller", ["Jürgen Müller"]),
        ("Müller", ["Jürgen Müller"]),
        ("juergen mueller", ["Jürgen Müller"]),
        ("erdos", ["Paul Erdős"]),
        ("ERDŐS", ["Paul Erdős"]),
        ("erdso", ["Paul Erdős"]),
        ("paul", ["Paul Erdős"]),
    ],
)
def test_people_are_found_before_their_papers(text, expected):
    found = find(text)
    assert people(found) == expected
    assert found.hits


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("recovery reinforcement zones", ["Recovery RL"]),
        ("https://doi.org/10.1109/LRA.2021.3070252", ["Recovery RL"]),
        ("10.1109/lra.2021.3070252", ["Recovery RL"]),
        ("arxiv.org/abs/2003.01835v3", ["Re-identif"]),
        ("reidentification", ["Re-identif"]),
        ("re-identification", ["Re-identif"]),
        ("re identification", ["Re-identif"]),
        ("safe learning", ["Safe learn", "A survey o", "Recovery RL", "Re-identif"]),
        ('"safe learning"', ["Safe learn", "A survey o"]),
        ("safe learning -survey", ["Safe learn", "Recovery RL", "Re-identif"]),
        ('safe -"safe learning"', ["Recovery RL", "Re-identif"]),
        ("title:safe year:2019..2021", ["Safe learn", "Recovery RL"]),
        ("safe year:2022..", ["A survey o"]),
        ("safe year:..2019", ["Safe learn"]),
        ("author:thananjeyan", ["Recovery RL", "Re-identif"]),
        ("author:thananjeyan venue:icra", ["Recovery RL"]),
        ("safe type:journal", ["Safe learn"]),
        ("year:1959", ["On random "]),
        ("rob", ["A survey o", "Recovery RL"]),
        ("safe -learning", []),
        ("venue:icra -survey", ["Recovery RL"]),
        ("-year:2022 venue:icra", ["Recovery RL"]),
        ("safe 2022", ["A survey o"]),
        ("title:identification", ["Re-identif"]),
        ('"zones brijen"', []),
        ("doi: 10.1109/lra.2021.3070252", ["Recovery RL"]),
        ("arXiv:2003.01835", ["Re-identif"]),
        ("venue: icra -survey", ["Recovery RL"]),
    ],
)
def test_papers_are_found_in_the_same_order_everywhere(text, expected):
    assert [title[:10] for title in titles(find(text))] == [title[:10] for title in expected]


@pytest.mark.usefixtures("library")
def test_facets_count_and_combine():
    found = find("safe")
    assert found.count.number == 4
    values = {name: [(v.value, v.count) for v in of] for name, of in found.facets.items()}
    assert values["year"] == [("2019", 1), ("2020", 1), ("2021", 1), ("2022", 1)]
    assert values["venue"][0] == ("icra", 2)
    assert ("brijen-thananjeyan", 2) in values["author"]
    narrowed = find("safe", {"venue": "icra", "author": "brijen-thananjeyan"})
    assert [title[:8] for title in titles(narrowed)] == ["Recovery"]
    assert find("safe", {"venue": 'icra" OR "x'}).is_nothing


HOSTILE = [
    "", " ", '"', '""', '"""', "-", "--", "-x", '-"x y"', "*", "a*", "(", ")", "AND", "OR NOT",
    "NEAR(a b)", "a AND b", "title:", ":", "::", "a:b:c", 'title:"', "year:", "year:..", "year:x",
    "year:9999..1", "year:0000", "doi:x", "type:zebra", "lab:", "\0", "a\0b", "'; DROP TABLE x; --",
    "' OR 1=1 --", "{title} : x", "^a", "a + b", "\\", "%", "_", "%s", "x" * 10_000, "a " * 5_000,
    '"' * 10_000, "- " * 3_000, "\U0001f600", "日本", "\ud800", "é" * 5_000, "a-" * 2_000,
    "http://example.org/?a=b&c=d", "-a -b", 'lab:"x', "&|!<->:*", "':*A", "a\\'b", "1e5", "1e",
]  # fmt: skip


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_written_gives_a_result_or_a_sentence(text):
    found = find(text)
    assert found.hits or found.query.notes or found.is_nothing


@pytest.mark.parametrize("text", ["-survey", '-"a b"', "-year:2020"])
def test_only_what_is_not_wanted_gives_a_sentence(text):
    found = find(text)
    assert found.is_nothing
    (note,) = found.query.notes
    assert note == "Write at least one word that is sought, beside those that are not."


def test_a_field_that_is_none_is_sought_as_a_word_and_said():
    query = parse("autor:luo")
    assert [term.words for term in query.terms] == [("autor",), ("luo",)]
    assert query.notes[0].startswith('"autor:" is no field')


def test_more_words_than_can_be_sought_are_said():
    query = parse(" ".join(f"w{n}" for n in range(20)))
    assert len(query.terms) == 12
    assert query.notes == ["Only the first 12 words were sought."]


def test_the_last_word_may_go_on_but_not_in_quotes():
    make_publication("Robotics")
    assert [bool(find(text).hits) for text in ("robo", "robo ", '"robo"', "rob -x")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_what_is_not_public_is_not_found():
    ghost = make_researcher("Grey Ghost", visibility="hidden")
    kept = make_publication("Zebra kept", authors=[ghost])
    make_publication("Zebra draft", status="draft")
    make_publication("Zebra preprint", preferred_version=kept)
    make_lab("Zebra Lab", is_public=False)
    assert titles(find("zebra")) == ["Zebra kept"]
    for text in ("zebra", "ghost", "grey ghost", "author:ghost"):
        assert find(text).names == {}
    assert find("ghost").is_nothing


def test_what_changes_is_found_by_what_it_is_now():
    ada = make_researcher("Ada Lovelace")
    venue = make_venue("Annals of Looms")
    topic = Topic.objects.create(name="Weaving")
    paper = make_publication("A sketch", authors=[ada], venue=venue)
    paper.topics.add(topic)

    def hits(*texts: str) -> list[bool]:
        return [bool(find(text).hits) for text in texts]

    assert hits("sketch", "ada", "looms", "weaving") == [True] * 4
    Publication.objects.filter(pk=paper.pk).update(title="A drawing", year=1850)
    Researcher.objects.filter(pk=ada.pk).update(given_name="Augusta", full_name="Augusta Lovelace")
    venue.name = "Annals of Mills"
    venue.save()
    topic.name = "Spinning"
    topic.save()
    assert hits("sketch", "looms", "weaving") == [False] * 3
    assert hits("drawing", "augusta", "mills", "spinning", "drawing year:1850") == [True] * 5
    assert [bool(find(word).names) for word in ("augusta", "mills", "spinning", "looms")] == [
        True, True, True, False,
    ]  # fmt: skip
    paper.delete()
    assert not SearchEntry.objects.exists()
    assert find("drawing").is_nothing


def test_other_spellings_of_a_person_are_found():
    ada = make_researcher("Ada Lovelace", original_name="Ада")
    NameVariant.objects.create(researcher=ada, name="Augusta Byron")
    make_publication("A sketch", authors=[ada])
    for text in ("byron", "Ада", "augusta byron", "byrom"):
        found = find(text)
        assert people(found) == ["Ada Lovelace"]
        assert titles(found) == ["A sketch"]
    NameVariant.objects.all().delete()
    assert find("byron").is_nothing


@pytest.mark.parametrize("papers", [1, 30])
def test_queries_do_not_grow(papers, django_assert_num_queries):
    ada = make_researcher("Ada Lovelace")
    lab = make_lab(members=[ada])
    for _ in range(papers):
        make_publication("Sketch", authors=[ada, "Bo Reed"], venue=make_venue())
    with django_assert_num_queries(8):
        assert find("sketch").hits
    assert lab


def test_a_scheduled_paper_is_found_from_its_moment_on(monkeypatch):
    now = timezone.now()
    hours = [now + datetime.timedelta(hours=number) for number in (1, 2, 3)]
    make_publication("Zebra now")
    for moment in (hours[0], hours[2]):
        make_publication(f"Zebra {moment:%H}", status="scheduled", publish_at=moment)
    assert (titles(find("zebra")), find("zebra").count.number) == (["Zebra now"], 1)
    assert [paper.title for paper in Publication.objects.listed().matching("zebra")] == [
        "Zebra now"
    ]
    monkeypatch.setattr(timezone, "now", lambda: hours[1])
    assert titles(find("zebra")) == [f"Zebra {hours[0]:%H}", "Zebra now"]
    assert len(Publication.objects.listed().matching("zebra")) == 2
    assert len(every("zebra")[0]) == 2


def test_nobody_can_narrow_by_what_is_private():
    ada = make_researcher("Ada Lovelace", visibility="hidden")
    make_lab("Secret Lab", members=[bob := make_researcher("Bob Byron")], is_public=False)
    paper = make_publication("Zebra", authors=[ada, bob])
    paper.projects.add(Project.objects.create(name="Secret Plan", is_public=False))
    assert titles(find("zebra")) == ["Zebra"]
    assert set(find("zebra").facets) == {"year", "type", "author"}
    for chosen in ({"lab": "secret-lab"}, {"author": "ada-lovelace"}):
        assert find("zebra", chosen).is_nothing
        assert every("zebra", chosen)[0] == []
    for field in ("lab:secret-lab", "lab:secret", "project:secret-plan", "project:secret"):
        found = find(f"zebra {field}")
        assert found.is_nothing
        assert found.query.notes[0].startswith("There is no")


def test_labs_and_topics_are_meant_by_words_of_their_names():
    ada = make_researcher("Ada Lovelace")
    make_lab("Sky Computing Lab", members=[ada])
    paper = make_publication("Zebra", authors=[ada])
    paper.topics.add(Topic.objects.create(name="Reinforcement learning"))
    make_publication("Zebra alone")
    for field in ("lab:sky", "lab:sky-computing-lab", "topic:learning", 'topic:"reinforcement le"'):
        assert titles(find(f"zebra {field}")) == ["Zebra"], field
    assert titles(find("zebra -topic:reinforcement")) == ["Zebra alone"]


def test_identifiers_lead_to_every_version_of_an_arxiv_number_and_to_books():
    make_publication("First", arxiv_id="2201.01441v1")
    make_publication("Second", arxiv_id="2201.01441v2")
    make_publication("Other", arxiv_id="2201.01442")
    make_publication("A book", isbn="9780262035613")
    make_publication("Draft", doi="10.1234/draft", status="draft")
    assert titles(find("https://arxiv.org/abs/2201.01441v1")) == ["First"]
    assert titles(find("2201.01441")) == ["Second", "First"]
    assert titles(find("978-0-262-03561-3")) == ["A book"]
    assert titles(find("isbn 0262035618")) == ["A book"]
    assert find("10.1234/draft").is_nothing


def test_an_orcid_id_leads_to_the_person_and_her_papers():
    ada = make_researcher("Ada Lovelace", orcid="0000-0002-1825-0097")
    make_publication("A sketch", authors=[ada])
    for text in ("0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"):
        assert (people(find(text)), titles(find(text))) == (["Ada Lovelace"], ["A sketch"])
    ada.visibility = "hidden"
    ada.save()
    assert find("0000-0002-1825-0097").is_nothing


def test_no_shelf_is_found_by_its_words():
    make_publication("A sketch", type="book")
    for text in ("publications", "type", "book", "is", "work", "ye", "year"):
        assert find(text).is_nothing, text


def test_a_common_last_word_is_taken_as_it_stands(monkeypatch):
    make_publication("Robot arms", year=2020)
    make_publication("Robotics", year=2021)
    assert titles(find("robot")) == ["Robot arms", "Robotics"]
    monkeypatch.setattr(finding, "CANDIDATES", 1)
    assert titles(find("robot")) == ["Robot arms"]
    assert every("robot")[0] == [Publication.objects.get(title="Robot arms").pk]


def test_titles_beyond_the_newest_candidates_come_first(monkeypatch):
    monkeypatch.setattr(finding, "CANDIDATES", 3)
    make_publication("Zebra stripes", year=1990)
    for year in range(2000, 2010):
        make_publication(f"Of {year}", year=year, abstract="A zebra has stripes.")
    found = find("zebra stripes ")
    assert titles(found) == ["Zebra stripes", "Of 2009", "Of 2008", "Of 2007"]
    assert (found.count.number, found.counted) == (11, 3)
    assert [value.value for value in found.facets["year"]] == ["2007", "2008", "2009"]


def test_names_that_many_have_are_the_same_each_time():
    for number in range(30):
        make_researcher(f"Ada Lovelace{number:02}")
    assert named(["lovelace"], 3) == named(["lovelace"])[:3]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_lists_take_whatever_is_written(text):
    assert len(Publication.objects.matching(text)) <= 5


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("safe learning", ["A survey o", "Recovery R", "Re-identif", "Safe learn"]),
        ('author:luo "safe learning"', ["Safe learn"]),
        ("-survey", ["Recovery R", "Re-identif", "Safe learn", "On random "]),
        ("year:..1960", ["On random "]),
        ("10.1109/lra.2021.3070252", ["Recovery R"]),
        ("", ["A survey o", "Recovery R", "Re-identif", "Safe learn", "On random "]),
        ("lab:none", []),
    ],
)
def test_lists_are_narrowed_newest_first(text, expected):
    found = Publication.objects.newest().matching(text)
    assert [paper.title[:10] for paper in found] == expected
    assert len(found.filter(year=2021)) == expected.count("Recovery R")
    assert found.order_by("pk").count() == len(expected)


def test_what_has_the_words_side_by_side_comes_first():
    make_publication("Learning by robots that walk", year=2024)
    make_publication("On robots learning to walk", year=2010)
    make_publication("Robotslike learning robotsy", year=2024, abstract="robots")
    make_publication("Learning", year=2024, authors=["Ada Robots"])
    make_publication("Of looms", year=2025, abstract="Robots learning.")
    assert titles(find("robots learning")) == [
        "On robots learning to walk",
        "Learning by robots that walk",
        "Learning",
        "Of looms",
        "Robotslike learning robotsy",
    ]


@pytest.mark.past_byline
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the index is a column there")
def test_an_index_that_lost_track_is_noticed_and_made_anew():
    paper = make_publication("Zebra stripes")
    assert list(derive.differences()) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO publications_searchindex (publications_searchindex) VALUES ('delete-all')"
        )
    assert find("zebra").is_nothing
    assert list(derive.differences()) == [
        "The index of the search does not hold what its entries say."
    ]
    derive.rebuild()
    assert find("zebra").hits == [paper.pk]


def test_a_work_that_is_named_cannot_be_left_out():
    make_publication("Zebra", doi="10.1234/abc")
    found = find("zebra -doi:10.1234/abc")
    assert titles(found) == ["Zebra"]
    assert found.query.notes == ['"doi:" names one work, which cannot be left out.']


def test_imported_keywords_are_found_as_a_rebuild_would_have_it():
    record = Record(title="A sketch", authors=(Name("Lovelace", "Ada"),), keywords=("weaving",))
    import_records([record], source=Source("bibtex", "a.bib"))
    assert titles(find("weaving")) == ["A sketch"]
    assert list(differences()) == []
