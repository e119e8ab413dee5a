"""The end of every write-up: what was proved, what has to be trusted for it, and the sources."""

from __future__ import annotations

from collections.abc import Iterable

from derive.document.bibliography import Bibliography
from derive.document.blocks import Block, Bullets, Citation, Heading, Inlines, Math, Paragraph, Table, Text
from derive.document.density import about
from derive.document.steps import hypotheses_of
from derive.document.words import Words
from derive.kernel.derivation import Derivation
from derive.kernel.rule import Rule
from derive.kernel.theorem import Theorem
from derive.kernel.trust import trusted
from derive.notation.claims import claim_latex


def heading(key: str, words: Words) -> Heading:
    """The heading of a section, by its key in the words."""
    return Heading((Text(words.plain(f"section.{key}")),), key.replace("_", "-"))


def trust_section(
    derivation: Derivation, results: Iterable[Theorem], words: Words, bibliography: Bibliography
) -> list[Block]:
    """The results with their verdicts, the size of the trusted base, and the rules by source."""
    base = trusted(derivation.rules)
    rooms = words.plain("document.separator").join(words.plain(f"room.{room}") for room, _ in base.lines)
    # Rounded, so that a page does not change with every line of the program; `derive check` counts.
    lines = f"{round(base.total, -3)}"
    gaps = {"rules": str(len(base.rules)), "lines": lines, "rooms": rooms}
    gaps["axioms"] = axioms_told(base.axioms, words)
    results = tuple(results)
    told: list[Block] = [Paragraph(words.line("trust.verdicts")), verdicts(results, words)] if results else []
    return [
        heading("trust", words),
        *told,
        *([Paragraph(found)] if (found := about(derivation, words)) else []),
        Paragraph(words.line("trust.base", **{k: (Text(v),) for k, v in gaps.items()})),
        *(Paragraph(axiom(rule, words, bibliography)) for rule in derivation.rules if rule.axiom),
        rules_by_source(derivation.rules, words, bibliography),
    ]


def axioms_told(names: tuple[str, ...], words: Words) -> str:
    """How many axioms there are, and which."""
    told = words.plain("document.separator").join(words.plain(f"rule.{name}") for name in names)
    key = "no_axiom" if not names else "axiom" if len(names) == 1 else "axioms"
    return words.plain(f"trust.{key}", names=told, count=str(len(names)))


def axiom(rule: Rule, words: Words, bibliography: Bibliography) -> Inlines:
    """What an axiom says, and where it is proved."""
    gaps = {"name": words.line(f"rule.{rule.name}"), "told": words.line(f"axiom.{rule.name}")}
    return (*words.line("trust.axiom_told", **gaps), Text(" "), *bibliography.cite(rule.source))


def sources_section(words: Words, bibliography: Bibliography) -> list[Block]:
    return [heading("sources", words), bibliography.block()]


def verdicts(results: Iterable[Theorem], words: Words) -> Table:
    """Each result, when it holds, and how many theorems it stands on."""
    rows = []
    for theorem in results:
        when = hypotheses_of(theorem) or (Text(words.plain("trust.always")),)
        rows.append(((Math(claim_latex(theorem.claim)),), when, (Text(str(len(theorem.ancestry))),)))
    header = tuple((Text(words.plain(f"trust.{key}")),) for key in ("claim", "when", "theorems"))
    return Table(header, tuple(rows))


def rules_by_source(rules: Iterable[Rule], words: Words, bibliography: Bibliography) -> Bullets:
    """The rules, gathered under the work and the place in it that each is taken from."""
    places: dict[int, dict[str, list[str]]] = {}
    for rule in sorted(rules, key=lambda rule: rule.name):
        citation, place = bibliography.find(rule.source)
        places.setdefault(citation.number, {}).setdefault(place, []).append(rule.name)
    then, colon = words.plain("reason.then"), words.plain("document.colon")
    items = []
    for number, names in sorted(places.items()):
        told = (
            f"{place}{colon if place else ''}{words.plain('document.separator').join(found)}"
            for place, found in names.items()
        )
        items.append((Citation(number), Text(f" {then.join(told)}")))
    return Bullets(tuple(items))
