"""What an address beside a paper or a person is: by its word, by its host, by its identifier."""

import re
from urllib.parse import unquote, urlsplit

from portal.kit.identifiers import InvalidIdentifier
from publications.pasted import Identifier, identifiers_in

# Words of links beside papers, in the order in which they are tried; keys are kinds of links.
PAPER_WORDS = (
    ("bibtex", r"bib(?: ?te?x?)?|cite|citation"),
    ("arxiv", r"ar[xχ]iv"),
    ("supplement", r"supp\w*|appendix"),
    ("slides", r"slides?|deck|presentation"),
    ("poster", r"poster"),
    ("video", r"videos?|youtube|bilibili|teaser|trailer|film|vimeo"),
    ("talk", r"talk|lecture|recording|spotlight video"),
    ("code", r"code|github|gitlab|source|software|implementation|repo(?:sitory)?|package"),
    ("data", r"data ?sets?|data|benchmark|corpus"),
    ("model", r"models?|weights|checkpoints?|hugging ?face"),
    ("demo", r"demo|app|playground|colab|interactive"),
    ("openreview", r"open ?review"),
    ("hal", r"hal"),
    ("doi", r"doi"),
    ("blog", r"blog(?: ?post)?|post|medium"),
    ("press", r"press|news|media(?: coverage)?|article in|coverage|tech ?xplore|venturebeat"),
    ("pdf", r"pdf|preprint|full text|manuscript"),
    ("paper", (r"papers?|publisher|acm|ieee|springer|journal|proceedings|html|link|abs(?:tract)?|"
              r"read|publication|official|pmlr|anthology|cvf|neurips|sciencedirect")),
    ("website", (r"(?:project )?(?:web)?(?: ?(?:page|site))|project|home ?page|web|website|www|"
                r"project page")),
)  # fmt: skip
_PAPER_WORDS = [(kind, re.compile(rf"(?i)\W*(?:{words})\W*")) for kind, words in PAPER_WORDS]
_WITHIN = [(kind, re.compile(rf"(?i)\b(?:{words})\b")) for kind, words in PAPER_WORDS]
PAPER_PLACES = (
    ("video", r"youtube\.com|youtu\.be|vimeo\.com|slideslive\.com|bilibili\.com"),
    ("slides", r"speakerdeck\.com|slideshare\.net|docs\.google\.com/presentation"),
    ("code", r"github\.com|gitlab\.|bitbucket\.org|codeberg\.org|colab\.research\.google"),
    ("openreview", r"openreview\.net"),
    ("model", r"huggingface\.co/(?!datasets)"),
    ("data", r"huggingface\.co/datasets|zenodo\.org|osf\.io|figshare\.com|kaggle\.com"),
    ("hal", r"hal\.science|hal\.archives-ouvertes\.fr"),
    ("paper", (r"ieeexplore\.ieee\.org|dl\.acm\.org|sciencedirect\.com|springer\.com|"
              r"aclanthology\.org|aclweb\.org|proceedings\.|openaccess\.thecvf\.com|jmlr\.org|nature\.com|"
              r"wiley\.com|semanticscholar\.org|ieee\.org|usenix\.org|science\.org|"
              r"papers\.nips\.cc|pubmed\.|ncbi\.nlm\.nih\.gov|biorxiv\.org|medrxiv\.org|ssrn\.com|"
              r"aaai\.org|ijcai\.org|oup\.com|tandfonline\.com|sagepub\.com|mdpi\.com|plos\.org|"
              r"frontiersin\.org|aps\.org|iop\.org|eccv\.|roboticsproceedings\.org")),
)  # fmt: skip
_PAPER_PLACES = [(kind, re.compile(rf"(?i)//[^?#]*?(?:{places})")) for kind, places in PAPER_PLACES]
_ADDRESS = re.compile(r"(?i)(?:https?://|www\.|10\.\d{4,}/)\S+$")
_VERSION = re.compile(r"(?i)v\d+(?:\.(?:full|abstract|article\S*|supplementary\S*))*(?:\.pdf)?$")
_AT_END = r"(?<![.,;:)\]])"
_WRITTEN = re.compile(
    rf"(?i)\bdoi\s*:?\s*(?:https?://(?:dx\.)?doi\.org/)?(?P<doi>10\.\d{{4,9}}/[^\s,;]+){_AT_END}|"
    rf"\barxiv\s*:\s*(?P<arxiv>\d{{4}}\.\d{{4,5}})(?:v\d+)?|(?P<url>https?://[^\s<>\"]+){_AT_END}"
)
_EMPTY = re.compile(r"[(\[]\s*[.,;]?\s*[)\]]|\bdoi\s*:\s*(?=$|[.,;])", re.IGNORECASE)
LONGEST_WORD = 40  # characters of what stands for a kind of link
# Where people are: the key of a kind of profile links.
PROFILE_PLACES = (
    ("google-scholar", r"scholar\.google\."),
    ("orcid", r"orcid\.org/"),
    ("semantic-scholar", r"semanticscholar\.org/author"),
    ("dblp", r"dblp\.(?:org|uni-trier\.de|dagstuhl\.de)|dblp\d*\.uni-trier\.de"),
    ("openalex", r"openalex\.org/"),
    ("linkedin", r"linkedin\.com/"),
    ("gitlab", r"gitlab\.com/"),
    ("github", r"github\.com/"),
    ("hugging-face", r"huggingface\.co/"),
    ("bluesky", r"bsky\.app/|bsky\.social"),
    ("x", r"(?:twitter|x)\.com/"),
)
_PROFILE_PLACES = [
    (kind, re.compile(rf"(?i)//(?:[^/?#]*\.)?(?:{place})")) for kind, place in PROFILE_PLACES
]
_PROFILE_WORDS = (
    ("email", re.compile(r"(?i)e-?mail|contact|mail")),
    ("cv", re.compile(r"(?i)(?:\bc\.?v\.?\b|curriculum|r[eé]sum[eé]|vita\b)")),
    ("mastodon", re.compile(r"(?i)mastodon")),
)
LABELS = {
    "google-scholar": "google scholar scholar gscholar", "github": "github git code",
    "linkedin": "linkedin", "x": "twitter x tweets", "email": "email e-mail mail contact",
    "cv": "cv resume résumé curriculum vitae vita", "orcid": "orcid", "dblp": "dblp",
    "semantic-scholar": "semantic scholar", "gitlab": "gitlab", "mastodon": "mastodon",
    "bluesky": "bluesky", "hugging-face": "hugging face huggingface", "openalex": "openalex",
    "web": "website web homepage",
}  # fmt: skip


def identifier_in(address: str) -> Identifier | None:
    """Return the identifier of a work that an address names, None for none."""
    if "://" not in address:
        return None
    try:
        found, _ = identifiers_in(address.strip())
    except InvalidIdentifier:  # pragma: no cover -- `identifiers_in` tells of it
        return None
    works = [one for one in found if one.scheme in {"doi", "arxiv", "pmid", "isbn", "handle"}]
    if len(works) != 1:
        return None
    work = works[0]
    if work.scheme == "doi" and hostname(address).removeprefix("dx.") != "doi.org":
        return Identifier("doi", _without_article(work.value))
    return work


def _without_article(doi: str) -> str:
    """Return a DOI without what the address of its publisher adds: a number, a version."""
    if doi.startswith(("10.1101/", "10.64898/")):
        return _VERSION.sub("", doi)
    return re.sub(r"^(10\.\d+/.+?)/\d{4,}(?:/[^/]*)?$", r"\1", doi)


def is_sure(found: Identifier, address: str) -> bool:
    """Return whether an address ends in an identifier, and says no more than it."""
    if found.scheme != "doi":
        return True
    plain = unquote(re.split(r"[?#]", address)[0]).rstrip("/").lower()
    return plain.endswith(found.value.lower())


def without_addresses(text: str) -> tuple[str, list[str]]:
    """Return a text without the addresses and DOIs written in it, and these as addresses."""
    found = [_address(one) for one in _WRITTEN.finditer(text)]
    if not found:
        return text, []
    plain = " ".join(_EMPTY.sub("", _WRITTEN.sub(" ", text)).split())
    return plain.strip(" ,;|/·"), found


def _address(found: re.Match[str]) -> str:
    """Return the whole address that a text writes: its own, or that of a DOI or arXiv number."""
    if doi := found["doi"]:
        return f"https://doi.org/{doi}"
    return f"https://arxiv.org/abs/{found['arxiv']}" if found["arxiv"] else found["url"]


def kind_by_word(word: str) -> str:
    """Return the kind of paper link that a word alone says, "" if it says none."""
    plain = " ".join(word.split())
    if whole := next((kind for kind, form in _PAPER_WORDS if form.fullmatch(plain)), ""):
        return whole
    if len(plain) > LONGEST_WORD:
        return ""
    return next((kind for kind, form in _WITHIN if form.search(plain)), "")


def kind_by_place(address: str) -> str:
    """Return the kind of paper link that an address alone says, "" if it says none."""
    if re.search(r"(?i)\.pdf(?:[?#]|$)|arxiv\.org/pdf/|openreview\.net/pdf|/e?pdf/10\.", address):
        return "pdf"
    return next((kind for kind, place in _PAPER_PLACES if place.search(address)), "")


def paper_link(word: str, address: str) -> tuple[str, str]:
    """Return the kind of a link beside a paper, and its label if the kind's word says less.

    What its word says counts before what its host says; a bare "link" is what its host says.
    """
    plain = _bare(word)
    by_word, by_place = kind_by_word(plain), kind_by_place(address)
    if re.search(r"(?i)\.bib(?:$|[?#])", address):
        by_word = "bibtex"
    if by_word == "doi" and "://" in address and identifier_in(address) is None:
        by_word = ""
    kind = by_word or by_place or "website"
    if by_word in {"paper", "website"} and by_place == "pdf":
        kind = "pdf"
    is_usual = bool(_ADDRESS.match(plain)) or any(form.fullmatch(plain) for _, form in _PAPER_WORDS)
    return kind, "" if not plain or is_usual else plain[:60]


def _bare(word: str) -> str:
    """Return a word without brackets around it; those within stay."""
    plain = " ".join(word.split()).strip(" []/|:")
    while plain[:1] == "(" and (plain[-1:] == ")" or plain.count("(") > plain.count(")")):
        plain = plain[1:].removesuffix(")").strip(" []/|:")
    return plain if plain.count(")") <= plain.count("(") else plain.rstrip(" )")


def profile_link(word: str, address: str) -> tuple[str, str]:
    """Return the kind of a link to a person, and its label if the kind's word says less."""
    plain = _bare(word)
    if address.startswith("mailto:"):
        kind = "email"
    else:
        kind = next((key for key, place in _PROFILE_PLACES if place.search(address)), "")
        kind = kind or next((key for key, form in _PROFILE_WORDS if form.search(plain)), "web")
        if kind == "email":
            kind = "web"
    labels = LABELS.get(kind, "")
    is_usual = (
        not plain
        or bool(_ADDRESS.match(plain))
        or plain.lower() in labels.split()
        or (len(plain) > 1 and plain.lower() in labels)
    )
    return kind, "" if is_usual else plain[:60]


def hostname(address: str) -> str:
    """Return the host of an address without www, "" for none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
