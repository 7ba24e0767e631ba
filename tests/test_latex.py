"""LaTeX of bibliographies as text."""

import time

import pytest

from portal.kit.latex import decode


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\'e} \'e \'{e} {\'{e}} {\' e}", "é é é é é"),
        (r"\c{c} \c c \v{s} \H{o} \k{a} \r{a} \u{g} \d{s} \=a \.z", "ç ç š ő ą å ğ ṣ ā ż"),
        (r"\'\i \'{\i} {\ss} Stra{\ss}e {\o}{\l}{\ae} \AA", "í í ß Straße øłæ Å"),
        (r"\'{\^e}", "ế"),
        (r"a--b---c ``d'' `e' f~g", "a–b—c “d” ‘e' f g"),
        (r"R\&D 5\% \#1 a\_b \$5 \{x\}", "R&D 5% #1 a_b $5 {x}"),
        (r"\textit{a} {\bf b} \emph{c {D}} {\sc E}", "a b c D E"),
        (r"\url{https://x.org/a\_b%20c} \href{https://y.org}{here}", "https://x.org/a_b%20c here"),
        (r"$O(n^{2})$ and \(x_1\) and {$\beta$}", r"$O(n^{2})$ and $x_1$ and $\beta$"),
        (r"x\textsuperscript{2} 4\textsuperscript{th} H\textsubscript{2}O", "x² 4th H₂O"),
        (r"\alpha-helix \ensuremath{\rightarrow} {\CYRS} \LaTeX{}", "α-helix → С LaTeX"),
        (r"\unknown{word} \unknown stays", r"word \unknown stays"),
        (r"Taylor \&amp; Francis &#233; \&lt;b\&gt;", "Taylor & Francis é <b>"),
        (r"two\\lines  and	tabs", "two lines and tabs"),
        (r"{T}he {LaTeX} {C}ompanion", "The LaTeX Companion"),
        ("e\u0301", "é"),
    ],
)
def test_latex_becomes_text(latex, text) -> None:
    assert decode(latex) == text


@pytest.mark.parametrize(
    "text",
    [
        r"\url{a%20}" * 3,
        r"\(" * 20_000,
        r"\url{" * 5_000,
        "{" * 50_000,
        "\\",
        "$",
        r"\'",
        r"\begin{x",
        "\\H",
        "&#99999999999;",
    ],
)
def test_latex_that_is_none_does_no_harm(text) -> None:
    began = time.perf_counter()
    decode(text)
    assert time.perf_counter() - began < 5
