"""Home pages of free layouts, each in a few lines of imaginary people; each shows one fault."""

import pytest

from publications.sites import read_site
from publications.sites.files import memory_files
from publications.sites.names import read_byline
from publications.sites.venues import read_venue

HEAD = "<title>Ada Quill</title><h1>Ada Quill</h1><p>I study looms at a school of weaving.</p>"
WARP, WEFT = "Warp Looms of the Cold North", "Weft Looms of the Warm South"
ENTRY = "<h2>Publications</h2><ul><li><b>{}</b><br>Bo Reed, Ada Quill<br>CVPR 2021</li></ul>"


def site_of(markup, **further):
    held = {"index.html": markup.encode()}
    held |= {f"{name}.html": more.encode() for name, more in further.items()}
    return read_site(memory_files("ada.github.io", held))


def papers(markup):
    return [paper.record for paper in site_of(markup).papers]


def facts(site, kind):
    return [fact.values for fact in site.owner.facts if fact.kind == kind]


def names(record):
    return [name.full for name in record.authors]


CHICAGO = {
    "one author": (
        (f'Quill, Ada. 2021. "{WARP}." <i>Journal of Looms</i> 38 (5): 561-579'),
        ["Ada Quill"],
    ),
    "the first one inverted": (
        (
            f'Quill, Ada, Bo Reed, and Mei Lin. 2021. "{WARP}." <i>Journal of Looms</i> 38 (5): '
            "561-579"
        ),
        ["Ada Quill", "Bo Reed", "Mei Lin"],
    ),
    "the owner behind others": (
        (
            f'Reed, Bo, Mei Lin, and Ada Quill. 2021. "{WARP}." <i>Journal of Looms</i> 38 (5): '
            "561-579"
        ),
        ["Bo Reed", "Mei Lin", "Ada Quill"],
    ),
}


@pytest.mark.parametrize("is_linked", [False, True])
@pytest.mark.parametrize("form", CHICAGO)
def test_references_with_a_year_before_the_quoted_title(form, is_linked):
    line, authors = CHICAGO[form]
    line = f"<a href='https://doi.org/10.1000/warp'>{line}</a>." if is_linked else f"{line}."
    (paper,) = papers(
        f"{HEAD}<h2>Publications</h2><p>{line}</p><p><a href='s.pdf'>Supplemental material</a></p>"
        "<p>We tell how looms were woven, and by whom, in a survey of two hundred weavers.</p>"
    )
    assert (paper.title, names(paper), paper.issued.year) == (WARP, authors, 2021)
    assert (paper.container_title, paper.volume, paper.issue) == ("Journal of Looms", "38", "5")


def test_a_reference_without_a_year_or_venue():
    (paper,) = papers(f'{HEAD}<h2>Working Papers</h2><p>Quill, Ada. "{WARP} and South."</p>')
    assert (paper.title, names(paper)) == (f"{WARP} and South", ["Ada Quill"])


def test_a_chapter_of_an_edited_book():
    (paper,) = papers(
        f'{HEAD}<h2>Publications</h2><p>Quill, Ada. 2019. "{WARP}." In <i>The Book of Looms</i>, '
        "edited by Bo Reed and Mei Lin. Oxford: Loom Press, 585-606.</p>"
    )
    assert (paper.title, names(paper)) == (WARP, ["Ada Quill"])
    assert (paper.type, paper.container_title) == ("chapter", "The Book of Looms")
    assert [name.full for name in paper.editors] == ["Bo Reed", "Mei Lin"]
    assert (paper.publisher, paper.pages) == ("Loom Press", "585-606")


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Quill, Ada L., Bo Reed, and Mei Lin", ["Ada L. Quill", "Bo Reed", "Mei Lin"]),
        ("Quill, Ada L. and Bo Reed", ["Ada L. Quill", "Bo Reed"]),
        ("Reed, Bo, Ada L. Quill, and Mei Lin", ["Bo Reed", "Ada L. Quill", "Mei Lin"]),
        ("Reed Marsh, Bo I., Ada L. Quill", ["Bo I. Reed Marsh", "Ada L. Quill"]),
    ],
)
def test_only_the_first_name_is_inverted(line, authors):
    assert [name.full for name in read_byline(line).names] == authors


def test_topics_above_a_title_are_no_people():
    card = (
        "<div class='card'><div><span>Decision Making</span><span>Policy Applications</span></div>"
        "<div class='title'><a href='https://doi.org/10.1000/1'>{}</a></div><div>Bo Reed, <strong>"
        "Ada Quill</strong>, and Mei Lin</div><div>{}</div><div><a href='j'>published version</a>"
        "<a href='p.pdf'>PDF</a></div></div>"
    )
    told = papers(
        f"{HEAD}<h2>Journal Publications</h2>{card.format(WARP, 'Loom Science, forthcoming')}"
        f"{card.format(WEFT, 'Journal of Looms, 62(2): 485-516, June 2024')}"
    )
    assert [(paper.title, names(paper)) for paper in told] == [
        (WARP, ["Bo Reed", "Ada Quill", "Mei Lin"]),
        (WEFT, ["Bo Reed", "Ada Quill", "Mei Lin"]),
    ]


def test_a_reference_that_is_all_one_link():
    (paper,) = papers(
        f"{HEAD}<h2>Publications</h2><ol><li><a href='https://doi.org/10.1000/warp'>Quill, A. R., "
        f"&amp; Reed, B. (2019). {WARP}: the role of threads. <i>Loom Fluids</i>, 4(9), 93.</a> "
        "<a href='warp.pdf'>(pdf)</a></li></ol>"
    )
    assert (paper.title, names(paper)) == (
        f"{WARP}: the role of threads",
        ["A. R. Quill", "B. Reed"],
    )
    assert (paper.container_title, paper.doi) == ("Loom Fluids", "10.1000/warp")


def test_a_reference_whose_middle_names_are_left_out():
    (paper,) = papers(
        f"{HEAD}<h2>Publications</h2><ol><li>Reed, B., Quill, A. R., Lin, M., … &amp; Marsh, J. "
        f"(2019). {WARP} in drops. <i>Loom Matter</i>, 15(24), 4873-4889.</li></ol>"
    )
    assert (paper.title, paper.container_title) == (f"{WARP} in drops", "Loom Matter")
    assert names(paper) == ["B. Reed", "A. R. Quill", "M. Lin", "J. Marsh"]
    assert paper.extra == {"others": True}


def test_a_reference_of_one_name_and_others():
    (paper,) = papers(
        f"{HEAD}<h2>Publications</h2><ol><li><a href='https://doi.org/10.1000/warp'>Reed et. al "
        f"(2022), {WARP}: from passing to weaving</a> <a href='warp.pdf'>(pdf)</a></li></ol>"
    )
    assert (paper.title, paper.issued.year) == (f"{WARP}: from passing to weaving", 2022)
    assert paper.extra == {"others": True}


@pytest.mark.parametrize(
    ("line", "name", "volume", "issue", "pages"),
    [
        ("[Published in The Journal of Looms Vol 29, Issue 3 (2022)]", "The Journal of Looms",
         "29", "3", ""),
        ("[Published in Looms Vol 21 (2021)]", "Looms", "21", "", ""),
        ("The Loom Journal, Volume 816, Issue 2, article id. 48, 14 pp. January 2016.",
         "The Loom Journal", "816", "2", "48"),
        ("Notices of Looms: Letters, Volume 436, Issue 1, pp. L40-L44. November 2013.",
         "Notices of Looms: Letters", "436", "1", "L40-L44"),
        ("Loom Inquiry, 63(3): 903-925, July 2025", "Loom Inquiry", "63", "3", "903-925"),
        ("Loom Games and Behavior, 157: 516-534, 2026", "Loom Games and Behavior", "157", "",
         "516-534"),
        ("Journal of Loom Theory, 232, 106151, 2026", "Journal of Loom Theory", "232", "",
         "106151"),
    ],
)  # fmt: skip
def test_numbers_are_no_part_of_a_journal(line, name, volume, issue, pages):
    venue = read_venue(line)
    assert (venue.name, venue.volume, venue.issue, venue.pages) == (name, volume, issue, pages)


def test_a_journal_that_is_to_come():
    venue = read_venue("Loom Science, forthcoming")
    assert (venue.name, venue.note) == ("Loom Science", "Forthcoming")
    venue = read_venue("Forthcoming in the Review of Looms (link)")
    assert (venue.name, venue.note) == ("Review of Looms", "Forthcoming")


def test_a_city_behind_the_year_is_no_part_of_a_conference():
    assert read_venue("LOOMS 2019, Granada").name == "LOOMS"


def test_a_remark_in_brackets_is_no_part_of_a_journal():
    (paper,) = papers(
        f"{HEAD}<h2>Publications</h2><ul><li><b>Ada Quill</b>, Bo Reed, and Mei Lin, "
        f'"{WARP}," IEEE Loom Journal, 2020. (<b>ESI Highly Cited Paper</b>)</li></ul>'
    )
    assert paper.container_title == "IEEE Loom Journal"


def test_headings_as_titles_with_whom_and_where_in_a_list_below():
    first, second = papers(
        f"{HEAD}<h2>Peer-Reviewed Papers</h2><h3>{WARP}</h3><ul><li>With <a href='r'>Bo Reed"
        "</a></li><li>Forthcoming in the Review of Looms (<a href='https://doi.org/10.1000/1'>link"
        f"</a>)</li></ul><h3>{WEFT}</h3><ul><li>With <a href='r'>Bo Reed</a> and Mei Lin"
        "</li><li>Journal of Looms, 2020</li></ul>"
    )
    assert (first.title, names(first)) == (WARP, ["Ada Quill", "Bo Reed"])
    assert (first.container_title, first.doi) == ("Review of Looms", "10.1000/1")
    assert (second.title, names(second)) == (WEFT, ["Ada Quill", "Bo Reed", "Mei Lin"])


def test_with_others_means_the_owner_too():
    (paper,) = papers(
        f"{HEAD}<h2>Papers</h2><ul><li><b>{WARP}</b> (with Bo Reed and Mei Lin), <i>Journal of "
        "Looms</i>, 2021</li></ul>"
    )
    assert sorted(names(paper)) == ["Ada Quill", "Bo Reed", "Mei Lin"]


def test_headings_as_titles_with_a_journal_and_no_names_below():
    first, second = papers(
        f"{HEAD}<h2>Publications</h2><h3>{WARP}</h3><li>Loom Mathematical Journal</li><li>Vol. 61 "
        f"No. 6 December 2025</li><li>Pg. 168 - 170</li><h3>{WEFT}</h3><li>Looms Today</li>"
        "<li>Issue 11 Volume 3</li><li>Pg. 17 - 41</li>"
    )
    assert (first.title, first.container_title) == (WARP, "Loom Mathematical Journal")
    assert first.issued.year == 2025
    assert (second.title, second.container_title) == (WEFT, "Looms Today")


def test_titles_and_journals_without_names_are_of_the_owner():
    item = (
        "<li><span><a href='research.html#{0}'>\"{0}\"</a></span>"
        "<span>Journal of Looms, 2024</span></li>"
    )
    told = papers(
        f"{HEAD}<h2>Selected Publications</h2><ul>{item.format(WARP)}{item.format(WEFT)}</ul>"
    )
    assert [(paper.title, paper.container_title) for paper in told] == [
        (WARP, "Journal of Looms"),
        (WEFT, "Journal of Looms"),
    ]


@pytest.mark.parametrize(
    "venue", ["in Proc. of CVPR, 2022.", "IEEE Transactions on Looms and Engineering, 2022."]
)
def test_a_quoted_title_behind_many_names_below_a_year(venue):
    (paper,) = papers(
        f"{HEAD}<h2>Publications</h2><h4>2022</h4><ol><li><p>Bo Reed, Kai Berg, Mei Lin, Jan "
        f'Marsh, <b>Ada Quill</b>, and Ian Zeng, "{WARP}," {venue}</p></li></ol>'
    )
    assert (paper.title, names(paper)[-2:]) == (WARP, ["Ada Quill", "Ian Zeng"])
    assert len(paper.authors) == 6


def test_a_page_of_papers_that_is_linked_in_full_without_its_ending():
    site = site_of(
        f"{HEAD}<p><a href='https://ada.github.io/publications'>Publications</a></p>",
        publications=f"{HEAD}{ENTRY.format(WARP)}",
    )
    assert [paper.record.title for paper in site.papers] == [WARP]


def test_a_page_of_papers_that_nothing_leads_to():
    site = site_of(HEAD, publications=f"{HEAD}{ENTRY.format(WARP)}")
    assert [paper.record.title for paper in site.papers] == [WARP]


def test_a_page_called_profile_belongs_to_the_first():
    profile = (
        "<h1>Ada Quill: Profile</h1><h2>Affiliations</h2><ul><li>Apr 2020 - Mar 2023: Assistant "
        "Professor, School of Weaving</li></ul><h2>Education</h2><ul><li>Apr 2016 - Mar 2020: "
        "School of Weaving (Ph.D. in Looms)</li></ul>"
    )
    site = site_of(f"{HEAD}<ul><li><a href='profile.html'>Profile</a></li></ul>", profile=profile)
    assert [job["title"] for job in facts(site, "position")] == ["Assistant Professor"]
    assert [degree["institution"] for degree in facts(site, "degree")] == ["School of Weaving"]


def test_a_heading_is_not_whose_page_it_is():
    site = site_of(
        "<title>Ada Quill's Homepage</title><div>Ada Quill</div><h1>L-NS Group@Loom</h1><b>Ada "
        "Quill (阿达)</b><h2>Brief Biography</h2><p>I study looms.</p>"
    )
    assert site.owner.name.full == "Ada Quill"
    assert facts(site, "person")[0]["bio"] == "I study looms."


def test_a_greeting_above_the_name_is_no_headline():
    site = site_of(
        "<title>Ada Quill</title><h6>Hello everybody, I am</h6><h3>Ada Quill</h3><h4>Ph.D. "
        f"Candidate, School of Weaving</h4><p>I study looms.</p>{ENTRY.format(WARP)}"
    )
    (person,) = facts(site, "person")
    assert person["headline"] == "Ph.D. Candidate, School of Weaving"
    assert person["bio"] == "I study looms."


def test_degrees_parted_by_a_break():
    site = site_of(
        f"{HEAD}<h2>Education</h2><p>Ph.D. Loom Science, Northern Institute of Technology, 2008<br>"
        "B.S. Weaving, Southern University, 2003</p>"
    )
    told = [
        (one["degree"], one["field"], one["institution"], one["year"])
        for one in facts(site, "degree")
    ]
    assert told == [
        ("Ph.D.", "Loom Science", "Northern Institute of Technology", 2008),
        ("B.S.", "Weaving", "Southern University", 2003),
    ]


def test_a_grant_is_one_entry_with_its_details():
    site = site_of(
        f'{HEAD}<h2>Selected Grants</h2><ul><li><div><span>"Looms at Risk"</span><span>Loom '
        "Foundation</span></div><div>$80,000 · Reed, Quill, and Lin</div><div><a "
        "href='https://n.example/a'>News article</a></div></li></ul>"
        "<p><a href='cv.html'>View full CV →</a></p>"
    )
    assert [one["title"].startswith('"Looms at Risk"') for one in facts(site, "activity")] == [True]


def test_the_way_back_is_no_talk():
    site = site_of(
        f"{HEAD}<h2>Presentations</h2><ul><li>19-21 Mar 2023: Looms of the World. Loom Days 2023, "
        "Weaving University.</li></ul><div><a href='index.html'>Go back</a></div>"
    )
    assert [talk["title"] for talk in facts(site, "activity") if talk["title"] == "Go back"] == []


def test_days_before_a_talk_date_it():
    site = site_of(
        f"{HEAD}<h2>Presentations</h2><ul><li>19-21 Mar 2023: Looms of the World. Loom Days, "
        "Weaving University.</li></ul>"
    )
    (talk,) = facts(site, "activity")
    assert talk["title"].startswith("Looms of the World")
    assert talk["date"].startswith("2023-03")


def test_words_instead_of_an_address_are_no_email():
    site = site_of(f"{HEAD}<p><a href='mailto:ada [what belongs here] looms.example'>Email</a></p>")
    assert [link["value"] for link in facts(site, "link") if link["kind"] == "email"] == []


def test_profiles_below_a_heading_are_links():
    site = site_of(
        f"{HEAD}<h3>Links</h3><p><a href='https://scholar.google.com/citations?user=ADAQUILL'>"
        "Google Scholar</a> • <a href='https://orcid.org/0000-0002-1825-0097'>ORCID</a></p>"
    )
    assert [link["kind"] for link in facts(site, "link")] == ["google-scholar", "orcid"]


def test_the_way_home_is_no_link_of_a_person():
    site = site_of(
        "<title>Ada Quill</title><link rel='canonical' href='https://ada.example/'><body>"
        "<header><nav><div><a href='index.html'>Ada Quill</a></div><div><a href='index.html'>Home"
        "</a> <a href='cv.html'>CV</a></div></nav></header><h1>Ada Quill</h1><div>Professor of "
        "Looms</div><p>I study looms.</p>",
        cv="<h1>CV</h1>",
    )
    assert [link["kind"] for link in facts(site, "link")] == ["cv"]


def test_when_a_page_was_changed_is_no_bio():
    site = site_of(
        "<title>Ada Quill</title><h1>Ada Quill</h1><p>Last updated on 14 January 2023 (<a "
        "href='history.html'>Previous updates</a>)</p><p>I study looms.</p>"
    )
    assert facts(site, "person")[0]["bio"] == "I study looms."


def test_what_frames_a_page_is_not_lost_among_papers():
    frame = "<p><a href='index.html'>Top page</a> | <a href='blog.html'>Blog</a></p>"
    site = site_of(
        f"{HEAD}<a href='papers.html'>Papers</a>",
        papers=f"<h1>Publications</h1>{frame}{ENTRY.format(WARP).removeprefix('<h2>Publications</h2>')}"
        "<footer><p>Copyright © 2021 <a href='/'>Ada Quill</a></p></footer>",
    )
    told = [one.what for one in site.lost if "among the papers" in one.what]
    assert (len(site.papers), told) == (1, [])
