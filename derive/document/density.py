"""What was found of the density before anything was derived: shown by a table of integrals and series, or
computed at points, or neither."""

from __future__ import annotations

from derive.document.bibliography import Bibliography
from derive.document.blocks import Inlines, Math, Text
from derive.document.words import Words
from derive.kernel.derivation import Derivation
from derive.language.reader import read
from derive.notation.latex import latex
from derive.statement import Checked, DensityCheck, Interval, Setting, Shown, Space, Unseen, Vectors

ARITHMETIC = "normal-form"
"""Goes without saying beside other ways to find a mass."""


def density_items(
    derivation: Derivation, words: Words, bibliography: Bibliography, support: Space | None = None
) -> list[Inlines]:
    """Lines for the assumptions: that the density is none of them, as far as that was shown."""
    check = derivation.density
    if check is None:
        return []
    over = next(derivation.given.samples()).support if support is None else support
    return [words.line(f"density.{sign_key(check)}"), mass_item(over, check, words, bibliography)]


def about(derivation: Derivation, words: Words) -> Inlines:
    """What the page rests on in this, where anything was found."""
    check = derivation.density
    if check is None:
        return ()
    return words.line("trust.density" if check.proved else "trust.density_unproved")


def sign_key(check: DensityCheck) -> str:
    """Whether the density is defined, and not negative."""
    if isinstance(check.defined, Shown) and isinstance(check.nonnegative, Shown):
        return "sign_shown"
    return "sign_checked" if isinstance(check.nonnegative, Checked) else "sign_unseen"


def mass_item(support: Space, check: DensityCheck, words: Words, bibliography: Bibliography) -> Inlines:
    """Whether the mass is 1, and how that is known."""
    numbers = support.entries if isinstance(support, Vectors) else support
    total = (Text(words.plain(f"density.{'integral' if isinstance(numbers, Interval) else 'sum'}")),)
    match check.mass:
        case Shown(rules=rules, sources=sources):
            told = [rule for rule in rules if rule != ARITHMETIC] or [ARITHMETIC]
            ways = words.plain("document.separator").join(words.plain(f"mass.{rule}") for rule in told)
            cited = tuple(part for source in sources for part in (Text(" "), *bibliography.cite(source)))
            return words.line("density.mass_shown", total=total, ways=(Text(ways), *cited))
        case Checked(places=places, error=error):
            if not any(places):
                return words.line("density.mass_computed", total=total, error=power_of_ten(error))
            points = points_of(places, words)
            return words.line("density.mass_checked", total=total, points=points, error=power_of_ten(error))
        case Unseen():
            return words.line("density.mass_unseen", total=total)


def points_of(places: tuple[Setting, ...], words: Words) -> Inlines:
    """k = 1/2, r = 3; each point a formula of its own."""
    points: Inlines = ()
    for place in places:
        pairs = (f"{latex(read(name))} = {latex(read(value))}" for name, value in place)
        points = (*points, *((Text(words.plain("reason.then")),) if points else ()), Math(r",\, ".join(pairs)))
    return points


def power_of_ten(error: str) -> Inlines:
    """1.1e-21 as a reader writes it."""
    mantissa, _, exponent = error.partition("e")
    return (Math(rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponent else mantissa),)
