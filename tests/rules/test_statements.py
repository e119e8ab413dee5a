"""What a rule says it does is what it does: its statement, run through the rule itself.

The hypotheses of a statement that are side conditions are given; the others are the premises, as theorems.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sympy import Abs, Integer, Product, Rational, S, Sum, Symbol, exp, log

import derive.kernel.theorem as kernel
from derive.algebra.domains import definite
from derive.algebra.equality import equal
from derive.algebra.numeric.refute import refute
from derive.algebra.terms import at, paths
from derive.errors import RuleError
from derive.kernel.rule import Rule, Sort, Statement
from derive.kernel.schema import UNIT, a, b, c, f, i, m, n, p, q, r, t, v, x, x_i
from derive.kernel.theorem import Theorem, infer
from derive.kernel.witness import Witness
from derive.language.data import from_data, to_data
from derive.language.matrix_terms import determinant
from derive.language.vocabulary import indicator
from derive.rules import rules
from derive.rules.arrays import COLUMN, MATRICES, OTHER, PLACE, ROW, VALUE, quadratic_form
from derive.rules.concave import ALL
from derive.rules.likelihoods import BRIER, LABELS, VECTOR
from derive.rules.log_sum_exp import LOGARITHM
from derive.rules.scatter import PRODUCTS, SCATTER
from derive.rules.simplex import CLOSED, OPEN
from derive.rules.spectral import trace_of_quotient
from derive.statement import (
    REALS,
    Claim,
    Definition,
    Each,
    Equal,
    Given,
    Integers,
    Interval,
    JointDensity,
    Less,
    LessEqual,
    Member,
    PositiveDefinite,
    Provenance,
    Sample,
    Unequal,
    entry,
)

TOTAL = Sum(x_i, (i, 1, n))
FACTS = (Definition, Each, Equal, JointDensity, Less, LessEqual, Member, PositiveDefinite, Sample, Unequal)
STRUCTURE = {Definition: Provenance.DEFINITION, Sample: Provenance.SAMPLING, JointDensity: Provenance.SAMPLING}
RANGES = {Sort.NATURAL: Integers(Integer(0), S.Infinity), Sort.INTEGER: Integers(-S.Infinity, S.Infinity)}

HALF = Rational(1, 2)
FORM = quadratic_form(entry(v, i), q, x[i, m], ROW, COLUMN)
DEFINITE = PositiveDefinite(x[i, m], ROW, COLUMN), PositiveDefinite(entry(q, i, m), ROW, COLUMN)
SPREAD = p - b * log(determinant(OTHER)) - b * trace_of_quotient(SCATTER, OTHER)
DEVIATIONS = -Sum(Abs(x_i - p), (i, 1, n))
INFERENCES: dict[str, tuple[tuple[int, ...], Witness]] = {  # which hypotheses are premises, and the witness
    "normal-form": ((), ((a + b) * c, a * c + b * c)),
    "comparison": ((), (LessEqual(2 * a * b, a**2 + b**2),)),
    "reflexivity": ((), (a,)),
    "symmetry": ((0,), ()),
    "transitivity": ((0, 1), ()),
    "substitution": ((0,), (a * c, next(path for path in paths(a * c) if at(a * c, path) == a))),
    "same-function": ((0, 1), ()),
    "same-value": ((0, 1), ()),
    "instance": ((0,), (p, b)),
    "differentiate-both-sides": ((0,), (p,)),
    "nested-supremum": ((0, 1), ()),
    "unbounded-along-path": ((0,), (f(p, q), (p, q), (UNIT, UNIT), (a, q))),
    "free-variable": ((0, 1), (p, REALS, Integer(0))),
    "square-within": ((), (a, b)),
    "limit-by-continuity": ((), (p + 1, p, Integer(0), UNIT)),
    "monotone-by-derivative": ((0,), (UNIT,)),
    "zero-of-quotient": ((0,), ()),
    "linear-equation": ((), (a + b * p, p)),
    "quadratic-equation": ((), ((p + a) * (p - b), p, b, p + a)),
    "nonzero-factor": ((), (c * a, c * b, a - b, c)),
    "inverse-equation": ((), (a - b * exp(p), p, exp(p), a / b, -b)),
    "power-equation": ((), (a - b * p**2, p, Integer(2), a / b, -b)),
    "maximum-by-sign": ((0,), (c, p, b, UNIT)),
    "nested-maximum": ((0, 1), ()),
    "no-maximum-of-monotone": ((0,), ()),
    "information-of-exponential-family": ((4,), ((TOTAL,), (p,), (p, p))),
    "moments-of-exponential-family": ((4,), ((TOTAL,), (p,), (TOTAL, TOTAL))),
    "maximum-of-exponential-family": ((4, 5), (TOTAL,)),
    "expectation-by-moments": ((1,), (a * TOTAL + b, (b, a))),
    "inverse-matrix": ((), (((a, c), (Integer(0), b)), ((1 / a, -c / (a * b)), (Integer(0), 1 / b)))),
    "lambert-equation": ((), ((a - p) * exp(p) - a, p, exp(p), Integer(0))),
    "limit-of-terms": ((), (log(p) + 1 / p, p, Integer(0), UNIT)),
    "one-root": ((0, 1, 2), ()),
    "maximum-at-root": ((0, 1, 2), (c,)),
    "unique-root": ((0,), (p, UNIT)),
    "sign-of-value": ((0,), ("negative",)),
    "concave-by-second-derivative": ((0,), (UNIT,)),
    "maximum-of-concave": ((0, 1), ()),
    "supremum-at-end": ((0, 1), ()),
    "no-maximum": ((0,), ()),
    "logarithm-is-increasing": ((0, 1), ()),
    "closed-interval": ((0, 1, 2), ()),
    "negative-multiple": ((0,), (c,)),
    "positive-multiple": ((0,), (c,)),
    "shift-of-objective": ((0,), (c,)),
    "inverse-function": ((0,), (2 * p, q, REALS)),
    "invariance": ((0, 1), ()),
    "chain-rule": ((0,), (2 * q, q)),
    "chain-rule-of-second-order": ((0, 1), (2 * q, q)),
    "variance-of-multiple": ((0,), (c,)),
    "maximum-at-end": ((0,), ()),
    "maximum-of-sequence": ((0,), (m, Integers(Integer(1), S.Infinity))),
    "maximum-of-constant": ((0,), (p, UNIT)),
    "maximum-on-support": ((0, 1), ((Interval(Integer(0), S.Infinity),), (b,))),
    "least-absolute-deviations": ((0,), (-DEVIATIONS, p)),
    "no-likelihood-by-order": (
        (),
        (p + q, p, LABELS, (q,), (UNIT,), (HALF,), (Rational(3, 4),), (HALF,), (HALF,), (1, 1)),
    ),
    "no-likelihood-by-slopes": ((0, 1), (p + q, p, LABELS, (q,), (UNIT,), (HALF,), "positive")),
    "no-likelihood-by-curvature": (
        (0, 1, 2, 3),
        (BRIER, p, LABELS, (q,), (UNIT,), (HALF,), (HALF / 2,)),
    ),
    "no-likelihood-by-vanishing": (
        (0,),
        (p / q - 2 * p, p, UNIT, (q,), (UNIT,), Integer(0), HALF, Integer(0)),
    ),
    "no-likelihood-by-restriction": (
        (0,),
        (
            entry(r, S.One) + indicator(p, S.One),
            *(p, Integers(S.One, n), (r,), (VECTOR,)),
            *(q, S.One),
        ),
    ),
    "no-likelihood-by-first-order": (
        (0, 1),
        (q**2 - p * q, p, UNIT, (q,), (UNIT,), Integer(0), q, q, Integer(0)),
    ),
    "soft-threshold": ((0,), (Abs(p), p)),
    "interchange-of-sums": ((), (Sum(x_i + r, (i, 1, n), (r, 1, m)),)),
    "least-upper-bound": ((0,), ()),
    "concave-by-hessian": ((0,), (q, ALL, p)),
    "solution-of-linear-system": ((0,), (x[m, t], m, t, entry(p, r))),
    "stationary-point-of-concave": ((0, 1), (Integer(-2), entry(q, r), S.Zero)),
    "maximisers-of-concave": ((0, 1), ()),
    "concave-log-sum-exp": ((), (entry(q, Integer(1)) - LOGARITHM, q, ALL, p)),
    "maximiser-by-directions": ((0, 1, 2, 3), (a, (Equal(a, S.Zero),), "any")),
    "information-by-hessian": ((6,), ()),
    "sum-by-sum": ((0,), (Sum(r, (r, 1, m), (i, 1, n)),)),
    "maximum-on-simplex": ((2,), (Sum(x_i * log(entry(q, i)), (i, 1, n)), q, OPEN)),
    "no-maximum-on-open-simplex": ((3,), (m, OPEN)),
    "definite-quadratic-form": ((), (a - b * FORM, a, b, entry(v, i), x[i, m], q, MATRICES)),
    "maximum-by-terms": ((2, 3, 4), (a, b, Sum(log(VALUE) - VALUE, PLACE), q, MATRICES, x[i, m])),
    "nested-maximum-of-arrays": ((0, 1), ()),
    "spectral-theorem": ((), ("trace", *DEFINITE, r)),
    "unbounded-where-singular": (
        (),
        (SPREAD, p, b, q, MATRICES, PRODUCTS, Integer(1), x[r, i], PRODUCTS),
    ),
    "rank-of-products": ((), ("any", definite(SCATTER), Integer(1), x[r, i], PRODUCTS)),
    "maximum-on-closed-simplex": ((4,), (b * Product(entry(q, i) ** x_i, (i, 1, n)), b, q, CLOSED)),
}


def provenance(fact: Claim) -> Provenance:
    match fact:
        case Member(term=Symbol()) | Each(fact=Member(domain=Interval())):
            return Provenance.PARAMETERS
        case _:
            return STRUCTURE.get(type(fact), Provenance.HYPOTHESIS)


def under(statement: Statement, hypotheses: Iterable[Claim]) -> Given:
    """The ranges that the sorts of the variables give, and the side conditions."""
    given = Given()
    for name, sort in statement.variables:
        if sort in RANGES and name != "i":
            given = given.adding(Provenance.BINDING, Member(Symbol(name), RANGES[sort]))
    for fact in hypotheses:
        assert isinstance(fact, FACTS)
        given = given.adding(provenance(fact), fact)
    return given


def assumed(claim: Claim, given: Given) -> Theorem:
    """A premise out of thin air."""
    trust = Rule("assumed", lambda *_: claim, lambda: Statement((), (), claim), "the test")
    return infer(trust, given)


def concluded(rule: Rule, statement: Statement, without: int | None = None) -> Claim:
    """What the rule makes of its statement's hypotheses, one of them left out."""
    hypotheses = [None if k == without else h for k, h in enumerate(statement.hypotheses)]
    if rule.rewrite:
        assert isinstance(statement.conclusion, Equal)
        given = under(statement, filter(None, hypotheses))
        term = statement.conclusion.left
        places = rule.places(term, given)
        if not places:
            raise RuleError(rule.name, "does not apply")
        return infer(rule, given, (), (term, *places)).claim
    wanted, witness = INFERENCES[rule.name]
    given = under(statement, (h for k, h in enumerate(hypotheses) if h and k not in wanted))
    premises = tuple(assumed(h, given) for k in wanted if (h := hypotheses[k]))
    return infer(rule, given, premises, witness).claim


def agree(made: Claim, said: Claim) -> bool:
    if isinstance(made, Equal) and isinstance(said, Equal):
        return made.left == said.left and equal(made.right, said.right)
    return made == said


BY_CASES = ("cases", "cases-of-value", "exactly-when", "exactly-when-definite", "exactly-when-each")
STATEMENTS = {name: rule for name, rule in rules().items() if name not in BY_CASES}
"""What the rules of cases say is no implication between facts; test_cases.py, test_existence.py and
test_matrices.py have it."""


@pytest.mark.parametrize("name", rules())
def test_a_statement_is_well_formed(name: str) -> None:
    rule = rules()[name]
    statement = rule.statement()
    declared = {variable for variable, _ in statement.variables}
    assert rule.source.strip()
    assert len(declared) == len(statement.variables)
    for claim in (*statement.hypotheses, statement.conclusion):
        assert from_data(to_data(claim)) == claim  # closed, and readable
        assert names_in(claim) <= declared | {"i", "v"}


def names_in(part: object) -> set[str]:
    if hasattr(part, "free_symbols"):
        return {s.name for s in part.free_symbols if isinstance(s, Symbol)}
    if isinstance(part, tuple):
        return {name for member in part for name in names_in(member)}
    if hasattr(part, "__dataclass_fields__"):
        return {name for value in vars(part).values() for name in names_in(value)}
    return set()


@pytest.fixture
def _without_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A premise such as a = b is not true of all numbers: it is assumed."""
    monkeypatch.setattr(kernel, "refute", lambda *_: None)


@pytest.mark.usefixtures("_without_numbers")
@pytest.mark.parametrize("name", STATEMENTS)
def test_a_rule_does_what_it_says(name: str) -> None:
    rule = rules()[name]
    statement = rule.statement()
    assert agree(concluded(rule, statement), statement.conclusion)


HYPOTHESES = [(name, k) for name, rule in STATEMENTS.items() for k in range(len(rule.statement().hypotheses))]


@pytest.mark.usefixtures("_without_numbers")
@pytest.mark.parametrize(("name", "number"), HYPOTHESES)
def test_every_hypothesis_is_needed(name: str, number: int) -> None:
    statement = rules()[name].statement()
    try:
        other = concluded(rules()[name], statement, without=number)
    except RuleError:
        return
    assert name == "transitivity"  # a chain of one link says what the link says
    assert other != statement.conclusion


def of_facts(rule: Rule) -> bool:
    return all(isinstance(hypothesis, FACTS) for hypothesis in rule.statement().hypotheses)


OF_FACTS = [name for name, rule in rules().items() if of_facts(rule)]


@pytest.mark.parametrize("name", OF_FACTS)
def test_a_statement_is_not_refuted(name: str) -> None:
    """Where the hypotheses can be given; the others speak of any function, which has no values."""
    statement = rules()[name].statement()
    assert refute(statement.conclusion, under(statement, statement.hypotheses)) is None
