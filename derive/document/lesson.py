"""A lesson in LaTeX made from a write-up: its formulas, each beside the source that makes it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace

from derive.document.blocks import (
    Block,
    Box,
    Chain,
    Code,
    Document,
    Equation,
    Example,
    Folded,
    Heading,
    Inlines,
    Line,
    Listing,
    Math,
    Paragraph,
    Reference,
    Table,
    Text,
)
from derive.document.words import Words, commands

BOOK = "lessons"
EXERCISES = 3
WIDTH = 68
"""Characters in a line of source."""
SHORT = 90
"""Characters of source that an exercise has at most."""
_COMMAND = re.compile(
    r"\\begin\{(?P<environment>[a-z]+)\*?\}|\\end\{[a-z]+\*?\}|\\operatorname\*|\\[A-Za-z]+|\\.|[\^_&]"
)
_CLOSING = {"\\]", "\\end", "\\right", "\\bigr", "\\Bigr", "\\}", "\\rvert", "\\rceil", "\\rfloor"}
"""What is explained together with its opening."""
_GREEK = re.compile(
    r"\\(?i:(?:var)?epsilon|alpha|beta|gamma|delta|zeta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon"
    r"|(?:var)?phi|chi|psi|omega|eta)"
)
_SYMBOLS = {"\\mathbb", "\\nexists", "\\varnothing", "\\succ"}
"""What needs the package amssymb."""
Display = Equation | Chain


def compose_lesson(document: Document) -> Document:
    """The lesson of a write-up, in its language."""
    return _Lesson(document, Words(document.language, BOOK)).document()


class _Lesson:
    def __init__(self, write_up: Document, words: Words) -> None:
        self.write_up, self.words = write_up, words
        self.known: set[str] = set()
        self.number = 0

    def document(self) -> Document:
        words, title = self.words, self.write_up.title
        shown, kept = self.examples()
        blocks: list[Block] = [self.heading("formulas"), *words.blocks("lesson.lead"), *shown]
        blocks += [self.heading("references"), *self.references(shown)]
        tasks = self.tasks(shown, kept)
        blocks += [self.heading("exercises")]
        for number, task in enumerate(tasks, 1):
            blocks += [Paragraph(words.line("lesson.exercise", number=(Text(str(number)),))), task.shown]
        blocks += [self.heading("answers")]
        for number, task in enumerate(tasks, 1):
            named = words.line("lesson.answer", number=(Text(str(number)),))
            blocks.append(Folded(named, (Listing(task.source),)))
        blocks += [self.heading("document"), *words.blocks("lesson.complete"), Listing(self.complete(shown))]
        return Document(
            title=words.line("lesson.title", title=title),
            subtitle=words.line("lesson.subtitle"),
            language=words.language,
            blocks=tuple(blocks),
            footer=self.write_up.footer,
        )

    def heading(self, key: str) -> Heading:
        return Heading((Text(self.words.plain(f"lesson.{key}")),), f"lesson-{key}")

    # ── formulas ──

    def examples(self) -> tuple[list[Block], list[Example]]:
        """Each formula that needs something new, with an explanation of that; and the others."""
        shown: list[Block] = []
        kept: list[Example] = []
        for block in displays(self.write_up.blocks):
            plain = self.example(without_references(block), self.number)
            if not (new := self.new(plain.source)):
                kept.append(plain)
                continue
            self.number += len(labels(plain.shown))
            self.known |= set(new)
            shown += [plain, self.explained(new)]
        return shown, kept

    def example(self, block: Display, before: int) -> Example:
        """The block with its numbers counted on from those before, and its source."""
        numbered = renumbered(block, before)
        return Example(numbered, source_of(numbered))

    def new(self, source: str) -> tuple[str, ...]:
        """The commands that this source needs and that were not explained yet, in the order of their need."""
        return tuple(command for command in needed(source) if command not in self.known)

    def explained(self, new: tuple[str, ...]) -> Table:
        words = self.words
        header = tuple((Text(words.plain(f"lesson.{key}")),) for key in ("write", "see", "meaning"))
        return Table(header, tuple(self.row(command) for command in new))

    def row(self, command: str) -> tuple[Inlines, ...]:
        known = f"commands.{command}"
        if self.words.has(known):
            example = commands()[command]
            typed = example or (command if command in "&" or command[0] == "\\" else f"\\begin{{{command}}}")
            return (Code(typed),), ((Math(example),) if example else ()), self.words.line(known)
        kind = "greek" if _GREEK.fullmatch(command) else "sign"
        return (Code(command),), (Math(command),), self.words.line(f"commands.{kind}")

    # ── what follows ──

    def references(self, shown: list[Block]) -> list[Block]:
        """A line that refers to the first number there is."""
        named = next((label for block in shown for label in labels(block)), None)
        if named is None:
            equation = next(block for block in shown if isinstance(block, Example))
            block = equation.shown
            first = block.lines[-1] if isinstance(block, Chain) else block
            self.number += 1
            label = ("eq:first", self.number)
            tex = first.tex if isinstance(first, Equation) else f"{first.left} {first.relation} {first.right}"
            fresh = self.example(Equation(tex.strip(), label[0], 1), self.number - 1)
            more: list[Block] = [fresh]
        else:
            label, more = named, []
        table = self.explained(("\\label", "\\eqref"))
        sentence = self.words.plain("lesson.closing").replace("LABEL", label[0])
        said = self.words.plain("lesson.closing").partition("\\eqref")
        end = said[2].removeprefix("{LABEL}")
        printed = Paragraph((Text(said[0]), Reference(*label), Text(end)))
        return [*self.words.blocks("lesson.referring"), *more, Listing(sentence), printed, table]

    def tasks(self, shown: list[Block], kept: list[Example]) -> list[Example]:
        """Formulas to type: short ones that were left out, or else ones that were shown."""
        seen = [block for block in shown if isinstance(block, Example)]
        found: dict[str, Example] = {}
        for example in (*kept, *reversed(seen)):
            bare = self.example(bared(example.shown), 0)
            if len(bare.source) <= SHORT and len(found) < EXERCISES and bare.source not in found:
                found[bare.source] = bare
        for example in seen:
            if len(found) < EXERCISES:
                bare = self.example(bared(example.shown), 0)
                found.setdefault(bare.source, bare)
        return list(found.values())

    def complete(self, shown: list[Block]) -> str:
        """A document of few lines that compiles as it is: the first formula, and the result."""
        examples = [block for block in shown if isinstance(block, Example)]
        first = next((e.source for e in examples if isinstance(e.shown, Chain)), examples[0].source)
        _, result = self.write_up.highlights[0] if self.write_up.highlights else ("", "")
        closing = source_of(Equation(result, "eq:result", 1)) if result else ""
        chinese = self.words.language == "zh"
        packages = ["amsmath", *(["amssymb"] if _SYMBOLS & set(needed(first + result)) else [])]
        lines = [
            f"\\documentclass{{{'ctexart' if chinese else 'article'}}}",
            f"\\usepackage{{{','.join(packages)}}}",
            "\\begin{document}",
            self.words.plain("lesson.see_likelihood"),
            first,
            *([closing, self.words.plain("lesson.closing").replace("LABEL", "eq:result")] if result else []),
            "\\end{document}",
        ]
        return "\n".join(lines)


def needed(source: str) -> Iterator[str]:
    """The commands of a source, each once, in the order in which they come."""
    found: dict[str, None] = {}
    for match in _COMMAND.finditer(source):
        command = match["environment"] or match[0]
        if match["environment"] and "\\begin" not in found:
            found["\\begin"] = None
        if not command.startswith("\\end") and command not in _CLOSING:
            found[command] = None
    yield from found


def displays(blocks: tuple[Block, ...]) -> Iterator[Display]:
    """Every displayed formula once: the results, which are told in boxes, then the others in their order."""
    seen: set[str] = set()
    told = [block for block in blocks if isinstance(block, Equation | Chain)]
    boxed = [inner for box in blocks if isinstance(box, Box) for inner in displays(box.blocks)]
    for block in (*boxed, *told):
        key = block.tex if isinstance(block, Equation) else repr(block)
        if key not in seen:
            seen.add(key)
            yield block


def lines_of(block: Display) -> tuple[Line, ...]:
    if isinstance(block, Chain):
        return block.lines
    return (Line("", "", block.tex, block.reason, block.label, block.number),)


def labels(block: Block) -> list[tuple[str, int]]:
    """The labels of the numbered lines of an example, with their numbers."""
    if isinstance(block, Example):
        block = block.shown
    lines = lines_of(block) if isinstance(block, Equation | Chain) else ()
    return [(line.label, line.number) for line in lines if line.label and line.number is not None]


def without_references(block: Display) -> Display:
    """The block with reasons that name no other formula, since not all formulas are shown."""

    def plain(reason: Inlines) -> Inlines:
        return reason if all(isinstance(piece, Text) for piece in reason) else ()

    if isinstance(block, Equation):
        return replace(block, reason=plain(block.reason))
    return Chain(tuple(replace(line, reason=plain(line.reason)) for line in block.lines))


def renumbered(block: Display, before: int) -> Display:
    """The numbers counted on from those before; a number without a label is left out."""
    lines, count = [], before
    for line in lines_of(block):
        named = line.number is not None and line.label != ""
        count += named
        lines.append(replace(line, number=count if named else None))
    if isinstance(block, Equation):
        return replace(block, number=lines[0].number)
    return Chain(tuple(lines))


def bared(block: Display) -> Display:
    """The formula alone, without numbers and reasons."""
    if isinstance(block, Equation):
        return Equation(block.tex)
    return Chain(tuple(Line(line.left, line.relation, line.right) for line in block.lines))


def source_of(block: Display) -> str:
    """The LaTeX of a displayed formula, as a person would type it: it needs amsmath and amssymb."""
    numbers = bool(labels(block))
    if isinstance(block, Equation) and not block.reason:
        if not numbers:
            return f"\\[\n{wrapped(block.tex)}\n\\]"
        inner = wrapped(f"{block.tex} \\label{{{block.label}}}")
        return f"\\begin{{equation}}\n{inner}\n\\end{{equation}}"
    name = "align" if numbers else "align*"
    rows = [row(line, numbers) for line in lines_of(block)]
    return f"\\begin{{{name}}}\n" + " \\\\\n".join(rows) + f"\n\\end{{{name}}}"


def row(line: Line, numbers: bool) -> str:
    """One line of `align`, with its reason in a column of its own and its name."""
    text, end = f"{line.left} &{line.relation} {line.right}".strip(), ""
    if reason := "".join(piece.text for piece in line.reason if isinstance(piece, Text)):
        end = f"&& \\text{{{typed(reason)}}}"
    if numbers:
        end += f" \\label{{{line.label}}}" if line.number is not None else " \\notag"
    return "\n".join(wrapped(part, indent) for part, indent in ((text, "  "), (end.strip(), "    ")) if part)


def wrapped(source: str, indent: str = "  ") -> str:
    """The source in lines of at most so many characters; where it breaks, there was a space."""
    more = indent + "    "
    return textwrap.fill(
        source,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=more,
        break_long_words=False,
        break_on_hyphens=False,
    )


def typed(words: str) -> str:
    """Words as they are typed inside a formula."""
    return re.sub(r"[&%#_$]", lambda found: "\\" + found[0], words)
