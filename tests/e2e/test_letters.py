"""The letters of names are in the font, so that no word is set in two."""

import pytest

from .conftest import Visitor

NAMES = (
    "Paweł Świątek, Çağrı Erdoğan, İbrahim Şahin, Győző Tűri, Jiří Dvořák, Nguyễn Thị Phương, "
    "Trần Đức Hạnh, Ștefan Țepeș, Ḥasan al-Ṭabarī, Lǐ Wěi†, Zoë Ångström, Ærø “Œuvre” – ½"
)


@pytest.mark.parametrize("tag", ["p", "strong", "em"])
def test_one_font_sets_all_latin_names(visitor: Visitor, tag: str) -> None:
    page = visitor.open("/")
    write = f"(names) => {{ document.querySelector('main').innerHTML = '<{tag}>' + names; }}"
    page.evaluate(write, NAMES)
    page.evaluate("() => document.fonts.ready")
    page.reload()  # "optional" shows in a later view what came too late for the first
    page.evaluate(write, NAMES)
    page.evaluate("() => document.fonts.ready")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    found = session.send("DOM.querySelector", {"nodeId": root, "selector": f"main {tag}"})
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": found["nodeId"]})["fonts"]
    assert [font["isCustomFont"] for font in fonts] == [True]
