"""Forms that sites had which nobody had looked at before: as people write them, not as meant."""

from publications.sites import read_site

from .jekyll_sites import held, names, paper, read, said, values

OWNER = "---\ntitle: {}\nsuperuser: true\nsocial:\n- {{icon: github, link: 'https://github.com/aq'}}\n---\n{}\n"
PAGES = {
    "_config.yml": "title: Ada Quill\nauthor:\n  name: Ada Quill\nurl: https://quill.example.org\n",
    "_pages/about.md": "---\npermalink: /\ntitle: About\n---\nI weave all day, and at night.\n",
}


def hugo(**files):
    return read_site(held(files, "quill"))


def facts(site, kind):
    return [dict(fact.values) for fact in site.owner.facts if fact.kind == kind]


# academicpages


def test_coauthors_alone_are_joined_by_the_owner_and_that_is_told():
    site = read(held({
        **PAGES,
        "_publications/a.md": "---\ntitle: A paper of looms\ncoauthors: With Bo Reed and Mei Lin\n"
        "date: 2021-01-01\nlink: '[Working Paper](https://papers.example.org/1)'\n---\n",
        "_publications/b.md": "---\ntitle: Another one of wefts\ncoauthors: Bo Reed, Ada Quill\n"
        "date: 2020-01-01\npermalink: https://quill.example.org/publications/\n---\n",
    }))  # fmt: skip
    first, second = paper(site, "A paper"), paper(site, "Another")
    assert names(first) == ["Ada Quill", "Bo Reed", "Mei Lin"]
    assert [link.url for link in first.record.links] == ["https://papers.example.org/1"]
    assert names(second) == ["Bo Reed", "Ada Quill"]
    assert second.record.links == ()
    assert said(site.remarks).count("the site names coauthors only") == 1


def test_section_of_headings_alone_is_a_list():
    press = "### [Looms today](https://a.example.org) in Weft\n\n### Wefts\n"
    about = f"Hi.\n\nBlog & Press\n=====\n\n{press}"
    site = read(held({
        **PAGES, "_pages/about.md": f"---\npermalink: /\ntitle: About\n---\n{about}",
        "_publications/a.md": "---\ntitle: A paper\nauthors: Ada Quill, Bo Reed\n---\n",
    }))  # fmt: skip
    (section,) = [one for one in values(site, "section") if one["kind"] == "text"]
    assert section["body"] == "- [Looms today](https://a.example.org) in Weft\n- Wefts"


def test_table_whose_columns_are_named_is_read_by_them():
    table = (
        "<table><thead><tr><th>Date</th><th>Event</th><th>Title</th><th>Location</th><th>Type</th>"
        "</tr></thead><tr><td>May 2023</td><td>Loom Days</td><td><strong>On looms</strong> A. Quill"
        "<a href='https://days.example.org'>Site</a> <a href='https://s.example.org'>Slides</a></td>"
        "<td>Lyon</td><td>Invited</td></tr></table>"
    )
    site = read(held({
        **PAGES, "_pages/talks.md": f"---\ntitle: Talks\n---\n{table}\n",
        "_publications/a.md": "---\ntitle: A paper\nauthors: Ada Quill, Bo Reed\n---\n",
    }))  # fmt: skip
    (talk,) = values(site, "activity")
    assert (talk["title"], talk["organization"], talk["date"], talk["url"]) == (
        "On looms", "Loom Days, Lyon", "2023-05", "https://days.example.org",
    )  # fmt: skip
    assert talk["description"] == "- Invited\n- [Slides](https://s.example.org)"


# al-folio


def test_authors_who_are_not_named_yet_are_nobody():
    bib = (
        "@article{a, title={Secret looms}, author={author, 1st}, journal={Under review, CLL}}\n"
        "@articlebold{b, title={Open looms}, author={Quill, Ada}, journal={Loom Letters}}\n"
    )
    config = "first_name: Ada\nlast_name: Quill\nscholar:\n  last_name: [Quill]\n"
    site = read(held({"_config.yml": config, "_bibliography/papers.bib": bib}))
    secret, plain = paper(site, "Secret").record, paper(site, "Open").record
    assert (secret.authors, secret.container_title, secret.note) == ((), "", "Under review, CLL")
    assert (plain.type, plain.container_title) == ("article-journal", "Loom Letters")


# Hugo


def test_owner_without_a_title_is_named_by_the_settings():
    site = hugo(**{
        "config.yaml": "title: Ada Quill\nparams:\n  email: ada@looms.example.edu\n",
        "content/authors/admin/_index.md": OWNER.format("", "I weave all day."),
        "content/teaching/index.md": "---\ntitle: Teaching\ntype: landing\nsections:\n"
        "- block: markdown\n  content:\n    title: Teaching\n    text: I teach looms to all who "
        "like them.\n---\n",
    })  # fmt: skip
    (person,) = facts(site, "person")
    assert site.owner.name.full == "Ada Quill"
    assert (person["bio"], person["email"]) == ("I weave all day.", "ada@looms.example.edu")
    assert [one["kind"] for one in facts(site, "link")] == ["github"]
    assert facts(site, "teaching") == []


def test_biography_in_a_block_is_hers():
    site = hugo(**{
        "content/authors/me/_index.md": OWNER.format("Ada Quill", ""),
        "content/_index.md": "---\ntype: landing\nsections:\n- block: resume-biography-3\n"
        "  content:\n    username: me\n    text: Hi, I weave all day.\n---\n",
    })  # fmt: skip
    assert facts(site, "person")[0]["bio"] == "Hi, I weave all day."


def test_where_a_page_and_its_bibtex_differ_it_is_told():
    page = "---\ntitle: {}\nauthors: [admin]\ndate: {}\npublication_types: ['1']\n{}---\n"
    site = hugo(**{
        "content/authors/admin/_index.md": OWNER.format("Ada Quill", ""),
        "content/publication/a/index.md": page.format("Looms", "2021-05-06", ""),
        "content/publication/a/cite.bib": "@inproceedings{a, title={Wefts}, author={Quill, Ada}, "
        "booktitle={CLL}, year={2022}}",
        "content/publication/b/index.md": page.format("Looms", "2020-05-06", ""),
        "content/publication/c/index.md": page.format(
            "Threads", "", "publishDate: 2023-01-03\nhugoblox: {ids: {arxiv: '2303.01234'}}\n"),
    })  # fmt: skip
    told = said(site.suspicions)
    assert 'The page is called "Looms", its cite.bib "Wefts".' in told
    assert '"Looms" is of 2021, its cite.bib of 2022.' in told
    assert '2 papers are called "Looms"' in told
    assert str(paper(site, "Threads").record.issued) == "2023"
