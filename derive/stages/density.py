"""Is it a density? Checked before anything is derived: defined and nonnegative on its support, of mass 1.

`check_density` is the function to call. What is certainly wrong is a CatalogueError that names the key and the
point. What is right is shown, where the table of known integrals and series reaches; else the mass is enclosed
rigorously at a few points of the parameters, and the answer says that it is no more than that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flint import arb, fmpq
from sympy import Expr, Integer, Mul, Pow, S, Sum, Symbol, exp

from derive.algebra.domains import definedness
from derive.algebra.equality import equal
from derive.algebra.form.normal import factored
from derive.algebra.numeric.balls import Point, Value, ball, evaluate, less
from derive.algebra.numeric.integrals import mass as mass_at
from derive.algebra.numeric.points import holds, points
from derive.algebra.numeric.sharing import sum_at
from derive.algebra.signs.proving import prove
from derive.algebra.terms import names, substitute
from derive.errors import CatalogueError, DeriveError
from derive.language.writer import write, write_fact
from derive.stages.masses import Mass, mass
from derive.statement import (
    REALS,
    Answer,
    Checked,
    DefiniteMatrices,
    DensityCheck,
    Fact,
    Given,
    Integers,
    Interval,
    Matrices,
    Member,
    Model,
    Provenance,
    Setting,
    Shown,
    Unseen,
    Vectors,
    lying_in,
    nonnegative,
    positive,
)

LOOKS, PLACES = 24, 3
"""At how many points a sign is looked at, and at how many a mass is computed."""
PRECISE = arb("1e-6")
"""A mass counts as checked when it is enclosed this closely."""
LONGEST = 60
"""Characters of a mass that is written into an error."""


def check_density(model: Model, where: str = "") -> DensityCheck:
    """What is known of the density of a model. Raises CatalogueError where it certainly is none; `where` names
    the file in the error. The work is bounded."""
    return _Check(model, where or model.name).answer()


class _Check:
    def __init__(self, model: Model, where: str) -> None:
        self.model, self.where, self.density = model, where, model.density
        domains = (*model.known, *model.covariates, *model.parameters)
        self.symbols = [symbol for symbol, _ in domains]
        self.given = Given().adding(Provenance.PARAMETERS, *(f for s, d in domains for f in lying_in(s, d)))
        self.inside = self.given.adding(Provenance.SUPPORT, *lying_in(model.variable, model.support))
        entries = model.support.entries if isinstance(model.support, Vectors) else model.support
        self.verb = "integrates" if isinstance(entries, Interval) else "sums"

    def answer(self) -> DensityCheck:
        self.names()
        self.support()
        defined = self.defined()
        sign = self.sign()
        found = self.closed_form()
        return DensityCheck(defined, sign, self.total(found), found.value if found else None)

    def wrong(self, key: str, problem: str) -> CatalogueError:
        return CatalogueError(f"{self.where}: {key}: {problem}")

    # ── names and support ──

    def names(self) -> None:
        known = {*self.symbols, self.model.variable}
        if unknown := sorted(str(s) for s in names(self.density) - known):
            raise self.wrong("density", f"nothing is said of {', '.join(unknown)}")

    def support(self) -> None:
        """An empty support is an error where it is seen."""
        match self.model.support:
            case Interval(low=low, high=high) | Integers(low=low, high=high):
                if low is S.NegativeInfinity or high is S.Infinity:
                    return
            case _:
                return
        for point in self.places():
            try:
                ends = [evaluate(end, point, self.given) for end in (low, high)]
            except DeriveError:
                continue
            if less(ends[1], ends[0]):
                raise self.wrong("data", f"the support is empty at {told(self.place(point))}")

    def places(self) -> Iterator[Point]:
        return points(self.given, [], PLACES)

    def place(self, point: Point, *more: Symbol) -> Setting:
        used = (*self.symbols, *more)
        return tuple((s.name, text(point.values[s])) for s in used if s in point.values)

    # ── on the support ──

    def defined(self) -> Answer:
        """Every operation in the density has a value on the whole support."""
        for here, alternatives in definedness(self.density, self.inside):
            if any(all(prove(fact, here) for fact in facts) for facts in alternatives):
                continue
            first = " and ".join(map(write_fact, alternatives[0]))
            for point in points(here, [self.density], LOOKS) if here == self.inside else ():
                if all(any(fails(fact, point, here) for fact in facts) for facts in alternatives):
                    place = told(self.place(point, self.model.variable))
                    raise self.wrong("density", f"has no value at {place}: it needs {first}")
            return Unseen(f"cannot prove {first}")
        return Shown(("definedness",))

    def sign(self) -> Answer:
        fact = nonnegative(self.density)
        if all(prove(nonnegative(part), self.inside) for part in factors(self.density)):
            return Shown(("comparison",))
        if prove(fact, self.inside):
            return Shown(("comparison",))
        seen = []
        for point in points(self.inside, [self.density], LOOKS):
            place = self.place(point, self.model.variable)
            match holds(fact, point, self.inside):
                case False:
                    value = text(evaluate(self.density, point, self.inside))
                    raise self.wrong("density", f"is negative at {told(place)}: {value}")
                case True:
                    seen.append(place)
        return Checked(tuple(seen)) if seen else Unseen("a sign that is neither proved nor seen at a point")

    # ── the mass ──

    def closed_form(self) -> Mass | None:
        """The mass as a term; a sum that is free of the observation may be any number there."""
        x, support = self.model.variable, self.model.support
        sums = sorted((s for s in self.density.atoms(Sum) if x not in names(s)), key=str)
        letters = dict(zip(sums, (Symbol(f"{x.name}{k}_") for k in range(len(sums))), strict=True))
        reals = self.given.adding(Provenance.BINDING, *(self.anywhere(*pair) for pair in letters.items()))
        for density, given in ((self.density, self.given), (substitute(self.density, letters), reals)):
            try:
                found = mass(density, x, support, given)
            except DeriveError:
                continue
            if found is not None:
                back = {letter: whole for whole, letter in letters.items()}
                return replace(found, value=substitute(found.value, back))
        return None

    def anywhere(self, whole: Expr, letter: Symbol) -> Member:
        """Where a sum lies: above 0, or anywhere."""
        above = prove(positive(whole), self.given) is not None
        return Member(letter, Interval(S.Zero, S.Infinity) if above else REALS)

    def total(self, found: Mass | None) -> Answer:
        if found and self.is_one(found):
            return Shown(tuple(dict.fromkeys((*found.rules, "normal-form"))), found.sources)
        seen: list[tuple[Setting, arb]] = []
        why = "the parameter space is not seen to hold a point"
        for point in self.places():
            try:
                value = self.mass_at(point, found)
            except DeriveError as problem:
                why = str(problem)
                continue
            if not ball(value).overlaps(arb(1)):
                raise self.wrong("density", self.missed(value, point, found))
            distance = abs(ball(value) - 1).upper()
            if distance < PRECISE:
                seen.append((self.place(point), distance))
            else:
                why = f"the mass is only known to lie in {text(value)}"
        if not seen:
            return Unseen(why)
        most = max((distance for _, distance in seen), key=lambda d: float(d))
        return Checked(tuple(place for place, _ in seen), above(most))

    def is_one(self, found: Mass) -> bool:
        try:
            return equal(found.value, S.One, self.given)
        except DeriveError:
            return False

    def mass_at(self, point: Point, found: Mass | None) -> Value:
        """By the closed form where there is one: its rules are trusted, and its value is rigorous."""
        if found and not found.value.has(Sum):
            return evaluate(found.value, point, self.given)
        x, support = self.model.variable, self.model.support
        if isinstance(support, DefiniteMatrices | Matrices):
            raise DeriveError("an integral over matrices, which is not computed")
        if isinstance(support, Vectors):
            return sum_at(self.density, x, support, point, self.given)
        return mass_at(self.density, x, support, point, self.given)

    def missed(self, value: Value, point: Point, found: Mass | None) -> str:
        at = f" at {told(place)}" if (place := self.place(point)) else ""
        if not ball(value).is_finite():
            return f"{self.verb} to infinity{at}, not to 1"
        if found and (closed := self.shown(found)):
            moves = at and any(symbol.name in closed for symbol in self.symbols)
            return f"{self.verb} to {closed}, not to 1" + (f";{at} that is {text(value)}" if moves else "")
        return f"{self.verb} to {text(value)}{at}, not to 1"

    def shown(self, found: Mass) -> str:
        """The mass as a short term in the parameters, or nothing."""
        try:
            written = write(factored(found.value, self.given))
        except DeriveError:
            return ""
        return written if len(written) <= LONGEST and not found.value.has(Sum) else ""


def factors(term: Expr) -> Iterator[Expr]:
    """Terms whose being nonnegative is enough: what a term is a product of powers of."""
    match term:
        case Mul(args=args):
            for argument in args:
                yield from factors(argument)
        case exp():
            return
        case Pow(base=base, exp=exponent) if not (isinstance(exponent, Integer) and exponent % 2 == 0):
            yield from factors(base)
        case Pow():
            return
        case _:
            yield term


def fails(fact: Fact, point: Point, given: Given) -> bool:
    return holds(fact, point, given) is False


def told(place: Setting) -> str:
    return ", ".join(f"{name} = {value}" for name, value in place)


def text(value: Value) -> str:
    """An exact fraction, or a decimal ball as mathematicians write it."""
    if isinstance(value, fmpq):
        return str(value)
    return str(ball(value).str(15)).strip("[]").replace("+/-", "±")


def above(distance: arb) -> str:
    """A short decimal that is no less than the distance."""
    return "0" if distance.is_zero() else f"{float(distance.upper()) * 1.1:.1e}"
