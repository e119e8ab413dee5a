"""What every format owes to every document, and what each owes to its readers."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from publish_sample import HOSTILE, SAMPLES, english

from derive.document.blocks import Document, Heading
from derive.errors import UnknownNameError
from derive.publish import Page, formats, render, suffix
from derive.publish.formats.txt import columns_of
from derive.publish.platforms import platforms

TEXTS = ("html", "json", "mathml", "md", "tex", "txt", "typ")


def text_of(document: Document, format: str) -> str:
    return render(Page(document, '{"goal": "mle"}'), format).decode()


def test_formats_are_the_files() -> None:
    assert set(formats()) == {*TEXTS, "pdf", "ipynb", *platforms()}
    assert suffix("pdf") == ".pdf"


def test_an_unknown_format_offers_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean html"):
        render(Page(english()), "htm")


def test_importing_publish_is_light() -> None:
    code = (
        "import sys, derive.publish; "
        "print([m for m in ('typst', 'jinja2', 'fontTools', 'latex2mathml') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


@pytest.mark.parametrize("format", TEXTS)
def test_the_same_bytes_twice(document: Document, format: str) -> None:
    assert text_of(document, format) == text_of(document, format)


@pytest.mark.parametrize("format", ["html", "md", "txt"])
def test_hostile_text_is_printed(format: str) -> None:
    text = text_of(english(), format)
    assert not re.search(r"(?<!\\)<script", text) or format == "txt"
    assert "alert(1)" in text
    if format == "txt":
        for attempt in HOSTILE:
            assert re.sub(r"\s+", " ", attempt)[:40] in re.sub(r"\s+", " ", text)


def test_json_is_the_derivation() -> None:
    assert text_of(english(), "json") == '{"goal": "mle"}\n'


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_html_is_one_sound_file(document: Document) -> None:
    text = text_of(document, "html")
    reader = _Tags()
    reader.feed(text)
    assert reader.tags.count("h1") == 1
    assert not {"script", "link", "iframe", "object", "input"} & set(reader.tags)
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name == "style"]
    sources = [value or "" for name, value in reader.attributes if name == "src"]
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    identifiers = [value for name, value in reader.attributes if name == "id"]
    assert len(identifiers) == len(set(identifiers))
    for name, value in reader.attributes:
        if name == "href":
            assert value is not None
            assert value.startswith("#")
            assert value[1:] in identifiers
    style = text[text.index("<style>") : text.index("</style>")]
    assert re.findall(r"url\((?!data:)", style) == []
    assert "@import" not in style
    body = text[text.index("<body>") : text.index("</html>")]
    ET.fromstring(re.sub(r"(<img [^>]*)>", r"\1/>", body))


def test_html_numbers_and_languages(write_up: Document) -> None:
    text = text_of(write_up, "html")
    assert f'lang="{"zh-Hans" if write_up.language == "zh" else "en"}"' in text
    assert 'id="eq-estimator"' in text
    assert '<a href="#eq-estimator">(6)</a>' in text
    assert "application/x-tex" in text


def test_sections_fold_and_equations_are_links(write_up: Document) -> None:
    """Every section is open, closed again before the next one begins; a number leads to its own equation."""
    text = text_of(write_up, "html")
    sections = sum(isinstance(block, Heading) and block.level == 1 for block in write_up.blocks)
    assert text.count('<details open="">') == text.count("</details>") == text.count("<summary><h2") == sections
    assert not re.search(r"<details(?:(?!</details>).)*<details", text, re.DOTALL)
    numbers = re.findall(r'<a class="number" href="#([\w-]+)">', text)
    assert numbers
    assert all(f'id="{label}"' in text for label in numbers)


def test_html_escapes_what_stands_in_titles() -> None:
    text = text_of(SAMPLES["hostile"](), "html")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_mathml_is_comments_and_formulas(document: Document) -> None:
    text = text_of(document, "mathml")
    root = ET.fromstring(f"<all>{text}</all>")
    assert {child.tag.rpartition("}")[2] for child in root} == {"math"}
    assert "<script" not in text
    assert text.count("<!--") == text.count("-->") == len(root)
    assert len(root) >= len(document.highlights)


def test_tex_obeys_nothing(document: Document) -> None:
    text = text_of(document, "tex")
    body = text[text.index(r"\begin{document}") :]
    for command in (r"\input", r"\write", r"\include", r"\openin", r"\href"):
        assert command not in body
    assert r"\textbackslash{}input\{/etc/passwd\}" in body


def test_tex_numbers_and_references(write_up: Document) -> None:
    text = text_of(write_up, "tex")
    labels = set(re.findall(r"\\label\{([^}]*)\}", text))
    assert set(re.findall(r"\\eqref\{([^}]*)\}", text)) <= labels
    assert {"eq-likelihood", "eq-product", "eq-log", "eq-score", "eq-estimator"} <= labels
    assert r"\why{" in text
    assert r"\begin{align}" in text


def test_markdown_has_no_html_and_balanced_dollars(document: Document) -> None:
    text = re.sub(r"^(`{3,}).*?^\1$|(`+)(?!`).*?(?<!`)\2(?!`)", "", text_of(document, "md"), flags=re.M | re.S)
    assert not re.search(r"(?<!\\)<[a-zA-Z/!]", text)
    assert len(re.findall(r"(?<!\\)\$", text)) % 2 == 0
    for display in re.findall(r"(?<!\\)\$\$(.*?)(?<!\\)\$\$", text, re.DOTALL):
        assert "$" not in display
        assert display.count(r"\begin{aligned}") == display.count(r"\end{aligned}")
        assert r"\begin{aligned}" not in display or r"\tag" not in display.partition(r"\end{aligned}")[0]
    assert r"\," not in text
    assert "](" not in text


@pytest.mark.parametrize("width", [40, 80, 120])
def test_text_keeps_to_the_width(document: Document, width: int) -> None:
    for line in render(Page(document, width=width), "txt").decode().split("\n"):
        assert columns_of(line) <= width
        assert line == line.rstrip()


def test_pdf_says_what_the_document_says(write_up: Document) -> None:
    import pypdf

    content = render(Page(write_up), "pdf")
    assert content == render(Page(write_up), "pdf")
    reader = pypdf.PdfReader(io.BytesIO(content))
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))
    words = {
        "en": ["Bernoullidistribution", "Assumptions", "Thelikelihood", "(6)", "alert(1)", "Casella"],
        "zh": ["伯努利分布的最大似然估计", "假设", "独立性", "(6)", "陈希孺", "推导可以重放"],
    }
    for word in words[write_up.language]:
        assert word in text
    assert reader.metadata is not None
    assert reader.metadata.title == "".join(piece.text for piece in write_up.title)  # type: ignore[union-attr]
    assert reader.metadata.author == "derive"
    assert reader.metadata.creation_date is None
    assert str(reader.trailer["/Root"]["/Lang"]).startswith(write_up.language)


def test_pdf_of_hostile_text() -> None:
    assert render(Page(SAMPLES["hostile"]()), "pdf").startswith(b"%PDF")


def test_pdf_takes_its_date_from_the_epoch() -> None:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(render(Page(english(), epoch=1_000_000_000), "pdf")))
    assert reader.metadata is not None
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.year == 2001
