"""What each platform is given: nothing that it would take away, nothing that it would run."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET

import pytest
from publish_sample import SAMPLES

from derive.document.blocks import Document, Figure
from derive.document.words import languages
from derive.publish import Page, attachments, render, suffix
from derive.publish.formulas import drawn
from derive.publish.platforms import platforms

FRAGMENTS = sorted(name for name, platform in platforms().items() if platform.shape == "fragment")
MARKDOWN = sorted(set(platforms()) - set(FRAGMENTS))
TAGS = {
    "p", "em", "strong", "h2", "h3", "ul", "ol", "li", "div", "table", "thead", "tbody", "tr", "th", "td",
    "pre", "code", "hr", "img",
}  # fmt: skip


def text_of(document: Document, name: str) -> str:
    return render(Page(document, files="page"), name).decode()


def parsed(fragment: str) -> ET.Element:
    """A fragment as a tree; it is sound XML once void elements are closed."""
    body = re.sub(r"\A---\ntitle: [^\n]*\n---\n", "", fragment)
    closed = re.sub(r"<(img|hr)\b([^>]*)>", r"<\1\2/>", body).replace("&ensp;", "\u2002")
    return ET.fromstring(f"<all>{closed}</all>")


def test_the_platforms_of_the_readme_are_there() -> None:
    wanted = "wordpress hugo jekyll ghost csdn zhihu wechat notion medium github"
    assert set(platforms()) == set(wanted.split())
    for platform in platforms().values():
        assert set(platform.paste) == set(languages())
        assert suffix(platform.name) == platform.suffix


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_is_sound_and_refers_to_nothing(document: Document, name: str) -> None:
    text = text_of(document, name)
    for element in parsed(text).iter():
        tag = element.tag.rpartition("}")[2]
        inside_formula = "}" in element.tag
        assert inside_formula or tag in TAGS | {"all"}, tag
        assert not {"id", "class", "href", "onclick"} & set(element.attrib)
        source = element.get("src", "page-")
        assert source.startswith(("data:image/svg+xml;base64,", "page-"))
    assert "<script" not in text
    assert "<style" not in text


@pytest.mark.parametrize("name", FRAGMENTS)
def test_formulas_are_what_the_platform_shows(name: str) -> None:
    text, how = text_of(SAMPLES["en"](), name), platforms()[name].formulas
    assert ("<math" in text) == how.startswith("mathml")
    assert ("application/x-tex" in text) == (how == "mathml+tex")
    assert ("<svg" in text) == (how == "svg")
    assert (".png" in text) == (how == "png")


@pytest.mark.parametrize("name", ["hugo", "jekyll"])
def test_no_brace_is_left_to_the_templates_of_a_site(document: Document, name: str) -> None:
    head, _, body = text_of(document, name).removeprefix("---\n").partition("\n---\n")
    assert re.fullmatch(r'title: ".*"', head)
    assert "{" not in body


@pytest.mark.parametrize("name", sorted(platforms()))
def test_every_file_that_is_shown_is_beside_it_and_no_other(name: str) -> None:
    document = SAMPLES["hostile"]()
    page = Page(document, files="page")
    text = render(page, name).decode()
    shown = set(re.findall(r'(?:src="|\]\()(page-[\w.-]+)', text))
    assert shown == set(attachments(page, name))


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_platforms_take_what_our_markdown_is(name: str) -> None:
    assert text_of(SAMPLES["en"](), name) == text_of(SAMPLES["en"](), "md")


@pytest.mark.parametrize(
    ("tex", "depth"), [("x", 0.0), (r"\frac{1}{2}", 0.3), ("y_{i}", 0.2), (r"\sum_{i=1}^n x_i", 0.45)]
)
def test_a_formula_stands_on_its_baseline(tex: str, depth: float) -> None:
    """The depth is what hangs below the line: nothing for x, more for a fraction."""
    formula = drawn([(tex, False)], "svg")[tex, False]
    assert formula.depth == pytest.approx(depth, abs=0.22)
    assert formula.height > formula.depth
    assert formula.width > 0.4
    root = ET.fromstring(formula.content)
    assert not list(root.iter("{http://www.w3.org/2000/svg}use"))
    assert not [element for element in root.iter() if "id" in element.attrib]
    assert list(root.iter("{http://www.w3.org/2000/svg}path"))


def test_png_is_as_large_as_its_style_says() -> None:
    formula = drawn([(r"\hat{p} = \bar{x}", True)], "png")[r"\hat{p} = \bar{x}", True]
    wide, high = struct.unpack(">II", formula.content[16:24])
    assert wide / high == pytest.approx(formula.width / formula.height, rel=0.05)


def test_a_figure_says_what_there_is_to_see() -> None:
    document = SAMPLES["hostile"]()
    assert any(isinstance(block, Figure) for block in document.blocks)
    for name in FRAGMENTS:
        assert all(image.get("alt") for image in parsed(text_of(document, name)).iter("img"))
