"""A filter for Pandoc, and so for Quarto: a code block or division of the class `derive` becomes a write-up.

    ``` {.derive lang=en part=results}
    bernoulli
    ```

`pandoc page.md --filter derive-pandoc -o page.html`; in Quarto, `filters: [derive-pandoc]`.
"""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from derive.document.blocks import (
    Block,
    Box,
    Bullets,
    Chain,
    Citation,
    Code,
    Equation,
    Example,
    Figure,
    Folded,
    Heading,
    Inline,
    Inlines,
    Listing,
    Math,
    Paragraph,
    Reference,
    Sources,
    Table,
    Text,
)
from derive.errors import DeriveError
from derive.integrations.embedding import embedded, language_of
from derive.publish.displays import display
from derive.publish.drawing import svg

Element: TypeAlias = dict[str, Any]
"""An element of Pandoc's tree: its type as "t" and, if it has one, its content as "c"."""
NO_ATTRIBUTES: list[Any] = ["", [], []]
CLASS = "derive"


def main() -> None:
    """Read a document as JSON, write it as JSON; an error goes to stderr, and ends with status 1."""
    document = json.load(sys.stdin)
    try:
        document["blocks"] = list(replaced(document["blocks"], language(document)))
    except DeriveError as error:
        sys.exit(f"derive-pandoc: {error}")
    json.dump(document, sys.stdout)


def language(document: Element) -> str:
    """The language that the metadata of the document name."""
    named = document.get("meta", {}).get("lang", {})
    words = named.get("c", "")
    if isinstance(words, list):
        words = "".join(word.get("c", "") for word in words if word["t"] == "Str")
    return language_of(str(words) or "en")


def replaced(blocks: Iterable[Element], lang: str) -> Iterator[Element]:
    """The blocks, with a write-up in the place of each that asks for one, at any depth."""
    for block in blocks:
        match block:
            case {"t": "CodeBlock", "c": [[_, classes, attributes], text]} if CLASS in classes:
                yield from written(text, attributes, lang)
            case {"t": "Div", "c": [[_, classes, attributes], inner]} if CLASS in classes:
                yield from written(text_of(inner), attributes, lang)
            case {"t": "Div" | "BlockQuote" | "BulletList" | "OrderedList", "c": content}:
                yield {"t": block["t"], "c": inside(content, lang)}
            case _:
                yield block


def inside(content: Any, lang: str) -> Any:
    """The content of a block, with the lists of blocks in it replaced."""
    if isinstance(content, list):
        if content and all(isinstance(one, dict) and "t" in one for one in content):
            return list(replaced(content, lang))
        return [inside(one, lang) for one in content]
    return content


def text_of(blocks: Any) -> str:
    """The words in some blocks."""
    if isinstance(blocks, dict):
        return " " if blocks.get("t") == "Space" else text_of(blocks.get("c", ""))
    return "".join(map(text_of, blocks)) if isinstance(blocks, list) else str(blocks)


def written(name: str, attributes: list[list[str]], lang: str) -> Iterator[Element]:
    try:
        document = embedded(name, dict(map(tuple, attributes)), lang)  # type: ignore[arg-type]
    except DeriveError as error:
        raise DeriveError(f"in the block {name.strip()!r}: {error}") from error
    yield from flow(document.blocks)


# ── blocks ──


def flow(blocks: Iterable[Block]) -> Iterator[Element]:
    for block in blocks:
        yield from elements(block)


def elements(block: Block) -> Iterator[Element]:
    match block:
        case Heading(content=content, level=level):
            yield {"t": "Header", "c": [level + 1, NO_ATTRIBUTES, line(content)]}
        case Paragraph(content=content):
            yield {"t": "Para", "c": line(content)}
        case Equation() | Chain():
            yield {"t": "Para", "c": [math(display(block), "DisplayMath")]}
        case Bullets(items=items):
            yield {"t": "BulletList", "c": [[{"t": "Plain", "c": line(item)}] for item in items]}
        case Sources(entries=entries):
            look = [1, {"t": "Decimal"}, {"t": "Period"}]
            yield {"t": "OrderedList", "c": [look, [[{"t": "Plain", "c": line(e)}] for e in entries]]}
        case Table(header=header, rows=rows):
            yield table(header, rows)
        case Box(title=title, blocks=inner):
            head = {"t": "Para", "c": [{"t": "Strong", "c": line(title)}]}
            yield {"t": "BlockQuote", "c": [head, *flow(inner)]}
        case Figure(picture=picture, name=name, caption=caption, alt=alt):
            source = f"data:image/svg+xml;base64,{b64encode(svg(picture).encode()).decode()}"
            image = {"t": "Image", "c": [NO_ATTRIBUTES, words(alt), [source, ""]]}
            told = [{"t": "Strong", "c": words(name)}, {"t": "Space"}, *line(caption)]
            yield {"t": "Para", "c": [image]}
            yield {"t": "Para", "c": told}
        case Listing(source=source):
            yield {"t": "CodeBlock", "c": [["", ["latex"], []], source]}
        case Example(shown=shown, source=source):
            yield from elements(shown)
            yield from elements(Listing(source))
        case Folded(title=title, blocks=inner):
            yield {"t": "Para", "c": [{"t": "Strong", "c": line(title)}]}
            yield from flow(inner)


def line(inlines: Inlines) -> list[Element]:
    return [element for piece in inlines for element in inline(piece)]


def inline(piece: Inline) -> list[Element]:
    match piece:
        case Text(text=text, strong=strong):
            return [{"t": "Strong", "c": words(text)}] if strong else words(text)
        case Math(tex=tex):
            return [math(tex, "InlineMath")]
        case Reference(number=number):
            return words(f"({number})")
        case Citation(number=number):
            return words(f"[{number}]")
        case Code(text=text):
            return [{"t": "Code", "c": [NO_ATTRIBUTES, text]}]


def words(text: str) -> list[Element]:
    """Words and the spaces between them."""
    found: list[Element] = []
    for k, word in enumerate(text.split(" ")):
        found += [{"t": "Space"}] if k else []
        found += [{"t": "Str", "c": word}] if word else []
    return found


def math(tex: str, kind: str) -> Element:
    return {"t": "Math", "c": [{"t": kind}, tex]}


def table(header: tuple[Inlines, ...], rows: tuple[tuple[Inlines, ...], ...]) -> Element:
    def row(cells: tuple[Inlines, ...]) -> list[Any]:
        return [NO_ATTRIBUTES, [cell(content) for content in cells]]

    def cell(content: Inlines) -> list[Any]:
        return [NO_ATTRIBUTES, {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": line(content)}]]

    columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in header]
    head, foot = [NO_ATTRIBUTES, [row(header)]], [NO_ATTRIBUTES, []]
    body = [NO_ATTRIBUTES, 0, [], [row(cells) for cells in rows]]
    return {"t": "Table", "c": [NO_ATTRIBUTES, [None, []], columns, head, [body], foot]}


if __name__ == "__main__":
    main()
