"""The floors: constant bytes, a static file, and the API's lists by one pass of raw SQL.

No framework, no checks, no pages: what the database and the JSON cost at least. For a search it is
the full-text query as it is usually written: all matches ranked, for the ids of the best twenty.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import orjson
from whitenoise import WhiteNoise

SIZE = 41_000
CONSTANT = b"x" * SIZE
COUNTED = 10_000  # a longer list is not counted to its end
Environ = dict[str, Any]

TEXT = [("Content-Type", "text/plain"), ("Content-Length", str(SIZE))]
PAPERS = """
SELECT p.id, p.slug, p.type, p.title, p.year, p.month, p.day, p.venue_detail, p.volume, p.issue,
  p.pages, p.publisher, p.abstract, p.summary, p.doi, p.arxiv_id, p.pmid, p.isbn,
  CASE p.citation_key WHEN '' THEN p.made_key ELSE p.citation_key END,
  p.language, p.note, p.picture, p.picture_alt, p.updated_at, v.slug, v.name, v.short_name,
  p.preferred_version_id IS NULL,
  (SELECT json_group_array(json_array(position, role, credited_as, equal_group, is_corresponding,
     affiliation, researcher_id, slug, visibility, orcid)) FROM
   (SELECT a.*, r.slug, r.visibility, r.orcid FROM publications_authorship a
    JOIN researchers_researcher r ON r.id = a.researcher_id
    WHERE a.publication_id = p.id ORDER BY a.role, a.position)),
  (SELECT json_group_array(json_object('kind', key, 'label', label, 'url', url)) FROM
   (SELECT k.key, CASE l.label WHEN '' THEN k.label ELSE l.label END AS label, l.url
    FROM publications_publicationlink l
    JOIN publications_publicationlinkkind k ON k.id = l.kind_id
    WHERE l.publication_id = p.id ORDER BY k.position, l.position)),
  (SELECT json_group_array(json_object('name', name, 'url', nullif(url, ''))) FROM
   (SELECT name, url FROM publications_award WHERE publication_id = p.id ORDER BY position)),
  (SELECT json_group_array(json_object('slug', slug, 'name', name)) FROM
   (SELECT t.slug, t.name FROM publications_publication_topics m
    JOIN publications_topic t ON t.id = m.topic_id WHERE m.publication_id = p.id ORDER BY t.name))
FROM publications_publication p LEFT JOIN publications_venue v ON v.id = p.venue_id
WHERE p.id IN ({ids}) ORDER BY p.date_number DESC, p.id DESC
"""
# The whole of a narrow list is read once, for its count and its first page.
FOUND = """SELECT p.id FROM publications_publication p WHERE {where}
ORDER BY p.date_number DESC, p.id DESC LIMIT ?"""
COUNT = """SELECT count(*) FROM
(SELECT 1 FROM publications_publication WHERE status = 'published' LIMIT ?)"""
LISTED = "p.status = 'published'"
AUTHOR = """p.id IN (SELECT publication_id FROM publications_authorship
  WHERE researcher_id = (SELECT id FROM researchers_researcher WHERE slug = ?))"""
VENUE = "p.venue_id = (SELECT id FROM publications_venue WHERE slug = ?)"
LAB = """p.id IN (SELECT a.publication_id FROM researchers_membership m
  JOIN publications_authorship a ON a.researcher_id = m.researcher_id
  JOIN publications_publication q ON q.id = a.publication_id
  WHERE m.lab_id = (SELECT id FROM researchers_lab WHERE slug = ?)
  AND coalesce(m.starts_on, 0) < (q.year + 1) * 10000
  AND coalesce(m.ends_on, 99999999) >= q.year * 10000)"""
RANKED = """SELECT rowid FROM publications_searchindex WHERE publications_searchindex MATCH ?
ORDER BY bm25(publications_searchindex) LIMIT 20"""
CONDITIONS = {"author": AUTHOR, "venue": VENUE, "year": "p.year = ?", "lab": LAB}


def connect() -> sqlite3.Connection:
    connection = sqlite3.connect(
        Path(os.environ["BYLINE_DATA"], "byline.sqlite3"), check_same_thread=False
    )
    connection.executescript("PRAGMA mmap_size=268435456; PRAGMA cache_size=-20000;")
    return connection


def publication(row: tuple[Any, ...], origin: str) -> dict[str, Any]:
    """Return one row of PAPERS with the keys the API gives it."""
    (id_, slug, type_, title, year, month, day, venue_detail, volume, issue, pages, publisher,
     abstract, summary, doi, arxiv_id, pmid, isbn, citation_key, language, note, picture,
     picture_alt, updated_at, venue, venue_name, venue_short, is_main, authors, links, awards,
     topics) = row  # fmt: skip
    byline: dict[str, list[Any]] = {"author": [], "editor": []}
    for (
        place,
        role,
        name,
        group,
        corresponding,
        affiliation,
        person,
        who,
        shown,
        orcid,
    ) in orjson.loads(authors):
        byline[role].append({
            "position": place, "name": name,
            "researcher": {
                "id": person, "slug": who, "orcid": orcid,
                "url": f"{origin}/researchers/{who}/" if shown == "page" else None,
            },
            "equal_group": group, "is_corresponding": bool(corresponding),
            "affiliation": affiliation,
        })  # fmt: skip
    stem = picture.rpartition(".")[0]
    return {
        "id": id_, "slug": slug, "url": f"{origin}/publications/{slug}/", "type": type_,
        "title": title, "year": year, "month": month, "day": day,
        "date": f"{year}-{month:02d}" if month else year and str(year),
        "venue": venue and {
            "slug": venue, "name": venue_name, "short_name": venue_short,
            "url": f"{origin}/venues/{venue}/",
        },
        "venue_detail": venue_detail, "volume": volume, "issue": issue, "pages": pages,
        "publisher": publisher, "abstract": abstract, "summary": summary, "doi": doi,
        "arxiv_id": arxiv_id, "pmid": pmid, "isbn": isbn, "citation_key": citation_key,
        "language": language, "note": note, "authors": byline["author"],
        "editors": byline["editor"], "links": orjson.Fragment(links),
        "awards": orjson.Fragment(awards), "topics": orjson.Fragment(topics),
        "is_main_version": bool(is_main),
        "picture": {
            "url": f"{origin}/media/pictures/{stem}/640x480.jpg", "width": 640, "height": 480,
            "alt": picture_alt,
        } if picture else None,
        "updated_at": f"{updated_at[:10]}T{updated_at[11:19]}Z",
    }  # fmt: skip


class Floor:
    """Answers /api/publications with its filters, /search/ and /constant."""

    def __init__(self) -> None:
        self._connection = connect()

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/constant":
            start("200 OK", TEXT)
            return [CONSTANT]
        query = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
        if environ["PATH_INFO"] == "/search/":
            body = orjson.dumps(self._connection.execute(RANKED, (query["q"],)).fetchall())
        else:
            body = self.publications(query, f"http://{environ['HTTP_HOST']}")
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start("200 OK", headers)
        return [body]

    def publications(self, query: dict[str, str], origin: str) -> bytes:
        size = int(query.pop("page_size", "25"))
        where = " AND ".join([LISTED, *(CONDITIONS[name] for name in query)])
        execute = self._connection.execute
        limit = COUNTED if query else size
        ids = [row[0] for row in execute(FOUND.format(where=where), (*query.values(), limit))]
        count = len(ids) if query else execute(COUNT, (COUNTED,)).fetchone()[0]
        rows = execute(PAPERS.format(ids=", ".join(map(str, ids[:size]))))
        results = [publication(row, origin) for row in rows]
        return orjson.dumps({"count": count, "next": None, "previous": None, "results": results})


def _application() -> WhiteNoise:
    folder = Path(tempfile.mkdtemp(prefix="byline-bench-static-"))
    (folder / "file.txt").write_bytes(CONSTANT)
    return WhiteNoise(Floor(), root=folder, prefix="static/")


application = _application()
