"""What is embedded in somebody else's document: a write-up by its name and options, or its formulas alone."""

from __future__ import annotations

from collections.abc import Mapping

from derive.document.blocks import Block, Box, Chain, Document, Equation
from derive.errors import DeriveError

OPTIONS = ("lang", "known", "reparametrize", "part")
PARTS = ("all", "results", "formulas")


def embedded(name: str, options: Mapping[str, str], lang: str = "en") -> Document:
    """The write-up of a family, loss, article, rule or file, in the language of the options or else `lang`. Of
    its parts, "results" leaves the boxes and "formulas" the displayed formulas. Raises DeriveError for a name
    or an option that is not known."""
    from derive.api.outputs import known_language
    from derive.api.things import Stated, document_of, found

    for option in options:
        if option not in OPTIONS:
            raise DeriveError(f"there is no option {option!r}; there are {', '.join(OPTIONS)}")
    part = options.get("part", "all")
    if part not in PARTS:
        raise DeriveError(f"part: {part!r} is none of {', '.join(PARTS)}")
    if not name.strip():
        raise DeriveError("name a family, a loss or an article, such as bernoulli")
    language = options.get("lang", lang)
    known_language(language)
    thing = found(name.strip(), options.get("known", ()), options.get("reparametrize", ""))
    if isinstance(thing, str):
        raise DeriveError("a formula needs no derivation: write it as mathematics")
    document = document_of(thing.maximised() if isinstance(thing, Stated) else thing, language)
    return Document(
        document.title,
        document.subtitle,
        language,
        chosen(document, part),
        document.footer,
        document.highlights,
    )


def chosen(document: Document, part: str) -> tuple[Block, ...]:
    """The blocks of this part."""
    if part == "results":
        return tuple(block for block in document.blocks if isinstance(block, Box))
    if part == "formulas":
        return tuple(block for block in document.blocks if isinstance(block, Equation | Chain))
    return document.blocks


def language_of(code: str) -> str:
    """The language of derive that is nearest to a language code such as zh_CN; English, where there is none."""
    from derive.document import languages

    short = code.replace("-", "_").partition("_")[0].lower()
    return short if short in languages() else "en"
