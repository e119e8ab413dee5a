"""The tables of formulas and terms: what each becomes in MathML, in a line of text, in Typst, in LaTeX."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Derivative, Function, IndexedBase, Integer, Symbol, exp, log, oo

from derive.errors import NotationError
from derive.language.build import evaluated
from derive.language.facts import read_fact
from derive.language.reader import read
from derive.language.vocabulary import FUNCTIONS
from derive.notation.claims import claim_latex, facts_latex, sample_latex
from derive.notation.domains import domain_latex
from derive.notation.latex import latex
from derive.notation.mathml import mathml, parse
from derive.notation.names import COMMANDS
from derive.notation.plain import plain
from derive.notation.typst import typst
from derive.statement import (
    AffineArgmax,
    Argmax,
    ArgmaxAtRoot,
    Argmin,
    ArrayArgmax,
    Bijection,
    Claim,
    DefiniteMatrices,
    Each,
    Equal,
    Equivalent,
    Integers,
    Interval,
    InverseMatrix,
    JointArgmax,
    JointDensity,
    JointSupremum,
    LeastUpperBound,
    Less,
    Limit,
    Matrices,
    MaximisedWhere,
    MaximiserByDirections,
    MaximiserExists,
    MaximiserFamily,
    Monotone,
    NotLikelihood,
    OneRoot,
    PositiveDefinite,
    Sample,
    Sense,
    StrictlyConcave,
    Supremum,
    UniqueRoot,
    Values,
    VectorArgmax,
    VectorConcave,
    Vectors,
)
from derive.statement.claims import STATEMENTS

HERE = Path(__file__).parent


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "case", table("defects")["case"], ids=lambda case: f"row {case['row']:02} {case['tex']!a}"
)
def test_a_defect_of_the_converter_is_mended(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(NotationError) as caught:
            mathml(case["tex"])
        assert case["error"] in str(caught.value)
        return
    body = mathml(case["tex"], display=case.get("display", False), annotation=False)
    body = body.partition(">")[2]
    for piece in case.get("has", ()):
        assert piece in body
    for piece in case.get("lacks", ()):
        assert piece not in body


def test_every_row_of_the_measured_defects_has_a_case() -> None:
    assert {case["row"] for case in table("defects")["case"]} == set(range(1, 18))


@pytest.mark.parametrize(("tex", "text"), table("plain").items())
def test_a_formula_in_a_line_of_text(tex: str, text: str) -> None:
    assert plain(parse(tex)) == text


@pytest.mark.parametrize(("tex", "source"), table("typst").items())
def test_a_formula_in_typst(tex: str, source: str) -> None:
    assert typst(parse(tex)) == source


@pytest.mark.parametrize(("text", "tex"), table("terms")["written"].items())
def test_a_term_as_people_write_it(text: str, tex: str) -> None:
    assert latex(read(text, functions=None)) == tex
    assert "\\" not in plain(parse(tex))


@pytest.mark.parametrize(("text", "tex"), table("terms")["evaluated"].items())
def test_a_term_after_evaluation(text: str, tex: str) -> None:
    assert latex(evaluated(read(text, functions=None))) == tex
    assert "\\" not in plain(parse(tex))


def test_every_function_of_the_vocabulary_is_written() -> None:
    shown = " ".join(table("terms")["written"])
    assert not [name for name in {*FUNCTIONS, "where"} if f"{name}(" not in shown]
    assert set(COMMANDS) <= {f.__name__ for f in FUNCTIONS.values()}


def test_mathml_of_what_stands_in_rows() -> None:
    for text, has in (
        ("where(x < 0, a, b)", ("<mtable", "{</mo>", "<mtr>")),
        ("binomial(n, k)", ('linethickness="0"', "(</mo>")),
        ("trigamma(z)", ("<mi>ψ</mi>", "′")),
        ("sigmoid(z)", ("<mi>σ</mi>",)),
    ):
        written = mathml(latex(read(text)), annotation=False)
        assert all(piece in written for piece in has), written
        assert "\\" not in written


def test_bases_and_names_have_latex_too() -> None:
    assert latex(IndexedBase("x")) == "x"
    assert latex(Symbol("tau2")) == r"\tau^2"
    assert latex(Symbol("tau2") ** 2) == r"(\tau^2)^{2}"
    f, x, p = Function("g"), Symbol("x"), Symbol("p")
    assert latex(Derivative(f(x, p), (p, 2), x)) == r"\frac{\partial^3}{\partial p^2 \, \partial x} g(x, p)"


ABBREVIATIONS = [
    "sigmoid",
    "logit",
    "softplus",
    "tanh",
    "cosh",
    "loggamma",
    "digamma",
    "trigamma",
    "erf",
    "erfc",
]
TERMS = st.recursive(
    st.sampled_from(
        ["p", "x[i]", "n", "2", "1/3", "0.25", "pi", "e", "sigma2", "xbar", "lambda_0", "ell(p)", "f(x, p)"]
    ),
    lambda inner: st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("({} - {})".format, inner, inner),
        st.builds("({}*{})".format, inner, inner),
        st.builds("({}/{})".format, inner, inner),
        st.builds("(-{})".format, inner),
        st.builds("({})^({})".format, inner, inner),
        st.builds("sum({}, i=1..n)".format, inner),
        st.builds("product({}, j=0..m)".format, inner),
        st.builds("derivative({}, p)".format, inner),
        st.builds(
            "{}({})".format, st.sampled_from(["log", "exp", "sqrt", "abs", "sign", "gamma", "factorial"]), inner
        ),
        st.builds("{}({})".format, st.sampled_from(["expect", "variance"]), inner),
        st.builds("xlogy({}, {})".format, inner, inner),
        st.builds("indicator({}, {})".format, inner, inner),
        st.builds("{}({})".format, st.sampled_from(ABBREVIATIONS), inner),
        st.builds("{}({}, {})".format, st.sampled_from(["max", "min", "binomial", "Beta"]), inner, inner),
        st.builds("where({} < {}, {}, {})".format, inner, inner, inner, inner),
        st.builds("where({} = 0, {}, {})".format, inner, inner, inner),
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(TERMS)
def test_whatever_is_printed_can_be_read(text: str) -> None:
    tex = latex(read(text, functions=None))
    node = parse(tex)
    assert "\\" not in plain(node)
    assert typst(node)
    assert not re.search(r"\d\.\d", tex), "no decimals"


# ── facts and claims ──

p, n, s, t, v, xbar = (Symbol(name) for name in ("p", "n", "s", "t", "v", "xbar"))
x = IndexedBase("x")
i, k, ONE = Symbol("i"), Symbol("k"), read("1")
MATRICES = DefiniteMatrices((i, ONE, n), (k, ONE, n))
XBAR, SPREAD = Function("xbar_")(i), Function("S_")(i, k)
UNIT = Interval(read("0"), read("1"))
REAL = Interval(-oo, oo)
L = Function("L")(p)
TWO = read("a + log(p)")
SAMPLE = Sample(x[i], (i, read("1"), n), Values((read("0"), read("1"))), read("p^x[i]*(1 - p)^(1 - x[i])"))

STATED, FLAT = (Each(read_fact(text, each=False), (t, read("1"), n)) for text in ("p[t] = s", "v[t] = 0"))
RISING = Each(read_fact("0 <= a*v[t]", each=False), (t, read("1"), n))
CLAIMS: tuple[tuple[Claim, str], ...] = (
    (Equivalent(Equal(s, n), Less(p, n)), r"s = n \iff p < n"),
    (SAMPLE, r"x_1, \dots, x_n"),
    (JointDensity(L), "L(p)"),
    (Argmax(L, p, UNIT, (xbar,)), r"\operatorname*{arg\,max}_{p \in (0, 1)} L(p) = \{\bar{x}\}"),
    (
        Argmax(L, p, UNIT, (Interval(xbar, read("1"), True, True),)),
        r"\operatorname*{arg\,max}_{p \in (0, 1)} L(p) = [\bar{x}, 1]",
    ),
    (Argmax(TWO, p, UNIT, ()), r"\operatorname*{arg\,max}_{p \in (0, 1)} (a + \log p) = \varnothing"),
    (Argmin(-L, p, UNIT, (xbar,)), r"\operatorname*{arg\,min}_{p \in (0, 1)} \bigl(-L(p)\bigr) = \{\bar{x}\}"),
    (Supremum(L, p, UNIT, s, True, xbar), r"\sup_{p \in (0, 1)} L(p) = s"),
    (LeastUpperBound(L, p, UNIT, s), r"\sup_{p \in (0, 1)} L(p) = s"),
    (Limit(L, p, read("0"), UNIT, -oo), r"\lim_{p \to 0^{+}} L(p) = -\infty"),
    (Limit(L, p, read("1"), UNIT, s), r"\lim_{p \to 1^{-}} L(p) = s"),
    (Limit(TWO, p, oo, REAL, oo), r"\lim_{p \to \infty} (a + \log p) = \infty"),
    (UniqueRoot(L, p, UNIT, xbar), r"L(p) = 0 \iff p = \bar{x}"),
    (
        JointArgmax(L, (p, t), (UNIT, REAL), ((xbar, s),)),
        r"\operatorname*{arg\,max}_{(p, t) \in (0, 1) \times \mathbb{R}} L(p) = \{(\bar{x}, s)\}",
    ),
    (
        InverseMatrix(((p, Integer(0)), (Integer(0), t)), ((1 / p, Integer(0)), (Integer(0), 1 / t))),
        r"\begin{pmatrix} p & 0 \\ 0 & t \end{pmatrix}^{-1} ="
        r" \begin{pmatrix} \frac{1}{p} & 0 \\ 0 & \frac{1}{t} \end{pmatrix}",
    ),
    (
        VectorArgmax(L, p, Vectors((t, read("1"), n), REAL), (t * s,)),
        r"\operatorname*{arg\,max}_{p \in \mathbb{R}^{n}} L(p) = \{(s, \dots, n s)\}",
    ),
    (
        MaximisedWhere(
            L, p, Vectors((t, read("1"), n), REAL), Each(read_fact("p[t] = s", each=False), (t, read("1"), n))
        ),
        r"p \in \operatorname*{arg\,max}_{p \in \mathbb{R}^{n}} L(p) \iff p_t = s \quad (t = 1, \dots, n)",
    ),
    (
        VectorConcave(L, p, Vectors((t, read("1"), n), REAL), v, FLAT),
        r"L(p + s v) \geq s L(p + v) + (1 - s) L(p),\quad L(p + s v) = s L(p + v) + (1 - s) L(p)"
        r" \iff v_t = 0 \quad (t = 1, \dots, n)",
    ),
    (
        VectorConcave(read("-sum(p[t]^2, t=1..n)"), p, Vectors((t, read("1"), n), REAL), v, FLAT),
        r"-\sum_{t=1}^{n} (p_t + s v_t)^{2} \geq (1 - s) \left(-\sum_{t=1}^{n} p_t^{2}\right)"
        r" - s \sum_{t=1}^{n} (p_t + v_t)^{2},\quad -\sum_{t=1}^{n} (p_t + s v_t)^{2}"
        r" = (1 - s) \left(-\sum_{t=1}^{n} p_t^{2}\right) - s \sum_{t=1}^{n} (p_t + v_t)^{2}"
        r" \iff v_t = 0 \quad (t = 1, \dots, n)",
    ),
    (
        AffineArgmax(L, p, Vectors((t, read("1"), n), REAL), STATED, v, FLAT),
        r"p_t = s \quad (t = 1, \dots, n) \implies \operatorname*{arg\,max}_{p \in \mathbb{R}^{n}} L(p)"
        r" = \{p + v : v_t = 0 \quad (t = 1, \dots, n)\}",
    ),
    (
        AffineArgmax(L, p, Vectors((t, read("1"), n), UNIT), STATED, v, FLAT),
        r"p_t = s \quad (t = 1, \dots, n) \implies \operatorname*{arg\,max}_{0 < p_t < 1} L(p)"
        r" = \{p + v : 0 < p_t + v_t < 1 \quad (t = 1, \dots, n),\; v_t = 0 \quad (t = 1, \dots, n)\}",
    ),
    (
        MaximisedWhere(L, p, Matrices((t, ONE, n), (i, ONE, n), REAL), STATED),
        r"p \in \operatorname*{arg\,max}_{p \in \mathbb{R}^{n \times n}} L(p) \iff p_t = s"
        r" \quad (t = 1, \dots, n)",
    ),
    (
        MaximisedWhere(L, p, Matrices((t, ONE, n), (i, ONE, n), UNIT), STATED),
        r"p \in \operatorname*{arg\,max}_{0 < p_{t,i} < 1} L(p) \iff p_t = s \quad (t = 1, \dots, n)",
    ),
    (
        MaximiserByDirections(L, p, Vectors((t, read("1"), n), REAL), v, (FLAT,), FLAT, False),
        r"\Bigl|\operatorname*{arg\,max}_{p \in \mathbb{R}^{n}} L(p)\Bigr| \geq 1",
    ),
    (
        MaximiserByDirections(L, p, Vectors((t, read("1"), n), REAL), v, (RISING, STATED), FLAT, False),
        r"\Bigl|\operatorname*{arg\,max}_{p \in \mathbb{R}^{n}} L(p)\Bigr| \geq 1 \iff"
        r" \forall v \in \mathbb{R}^{n}\colon\; 0 \leq a v_t,\; p_t = s \quad (t = 1, \dots, n)"
        r" \implies v_t = 0 \quad (t = 1, \dots, n)",
    ),
    (
        MaximiserByDirections(L, p, Vectors((t, read("1"), n), REAL), v, (RISING,), FLAT, True),
        r"\Bigl|\operatorname*{arg\,max}_{p \in \mathbb{R}^{n}} L(p)\Bigr| = 1 \iff"
        r" \forall v \in \mathbb{R}^{n}\colon\; 0 \leq a v_t \quad (t = 1, \dots, n) \implies v = 0",
    ),
    (
        VectorArgmax(L, p, Vectors((t, read("1"), n), UNIT, read("1")), ()),
        r"\operatorname*{arg\,max}_{0 < p_t < 1,\; \sum_{t=1}^{n} p_t = 1} L(p) = \varnothing",
    ),
    (
        ArrayArgmax(L, (t, p), (Vectors((i, ONE, n), REAL), MATRICES), ((XBAR, SPREAD),)),
        r"\operatorname*{arg\,max}_{t \in \mathbb{R}^{n},\; p \succ 0} L(p) = \{(\bar{x}, S)\}",
    ),
    (
        ArrayArgmax(L, (p,), (MATRICES,), ()),
        r"\operatorname*{arg\,max}_{p \succ 0} L(p) = \varnothing",
    ),
    (PositiveDefinite(SPREAD, (i, ONE, n), (k, ONE, n)), r"S \succ 0"),
    (
        JointArgmax(L, (p, t), (UNIT, REAL), ()),
        r"\operatorname*{arg\,max}_{(p, t) \in (0, 1) \times \mathbb{R}} L(p) = \varnothing",
    ),
    (
        NotLikelihood(p + t, t, Values((read("0"), read("1"))), (p,), (UNIT,)),
        r"\nexists\, k > 0,\, h \geq 0\colon\; \sum_{t \in \{0, 1\}} h(t)\, e^{-k (p + t)} = 1"
        r" \quad \forall\, 0 < p < 1",
    ),
    (
        Bijection(log(p), p, UNIT, exp(t), t, Interval(-oo, read("0"))),
        r"t = \log p \iff p = e^{t} \quad (0 < p < 1,\; t < 0)",
    ),
    (
        ArgmaxAtRoot(L, (t, p), (REAL, UNIT), (s / p, p), p, TWO),
        r"\operatorname*{arg\,max}_{(t, p) \in \mathbb{R} \times (0, 1)} L(p)"
        r" = \left\{\left(\frac{s}{p}, p\right)\right\},\quad a + \log p = 0",
    ),
    (
        ArgmaxAtRoot(L, (p,), (UNIT,), (p,), p, TWO),
        r"\operatorname*{arg\,max}_{p \in (0, 1)} L(p) = \{p\},\quad a + \log p = 0",
    ),
    (OneRoot(TWO, p, UNIT), r"\exists!\, p \in (0, 1)\colon\; a + \log p = 0"),
    (
        MaximiserFamily(L, (p, t), (UNIT, REAL), (xbar + t, t), (t,)),
        r"\operatorname*{arg\,max}_{(p, t) \in (0, 1) \times \mathbb{R}} L(p)"
        r" = \{(t + \bar{x}, t) : t \in \mathbb{R}\}",
    ),
    (
        JointSupremum(L, (p, t), (UNIT, REAL), oo, (p, s), p, read("0")),
        r"\sup_{(p, t) \in (0, 1) \times \mathbb{R}} L(p) = \infty",
    ),
    (
        MaximiserExists(L, (p,), (UNIT,), (Less(p, n), Less(n, s)), True, True),
        r"\Bigl|\operatorname*{arg\,max}_{p \in (0, 1)} L(p)\Bigr| = 1 \iff p < n < s",
    ),
    (Monotone(L, p, UNIT, Sense.INCREASING), r"L(a) < L(b) \quad (0 < a < b < 1)"),
    (Monotone(L, p, REAL, Sense.DECREASING), r"L(a) > L(b) \quad (a < b)"),
    (Monotone(TWO, p, UNIT, Sense.INCREASING), r"a + \log b < a + \log c \quad (0 < b < c < 1)"),
    (
        StrictlyConcave(L, p, UNIT),
        r"L(a t + b (1 - t)) > t L(a) + (1 - t) L(b) \quad (0 < a < b < 1,\; 0 < t < 1)",
    ),
    (
        StrictlyConcave(log(t), t, Interval(read("0"), oo)),
        r"\log\bigl(a r + b (1 - r)\bigr) > r \log a + (1 - r) \log b \quad (0 < a < b,\; 0 < r < 1)",
    ),
)


@pytest.mark.parametrize(("text", "tex"), table("claims")["facts"].items())
def test_a_fact_as_one_formula(text: str, tex: str) -> None:
    assert claim_latex(read_fact(text)) == tex
    parse(tex)


@pytest.mark.parametrize(("claim", "tex"), CLAIMS, ids=lambda value: type(value).__name__)
def test_a_claim_as_one_formula(claim: Claim, tex: str) -> None:
    assert claim_latex(claim) == tex
    parse(tex)


def test_every_kind_of_fact_and_claim_is_written() -> None:
    facts = {type(read_fact(text)).__name__ for text in table("claims")["facts"]}
    assert facts | {type(claim).__name__ for claim, _ in CLAIMS} == set(STATEMENTS)


def test_a_slope_is_partial_where_it_is_said_to_be() -> None:
    slope = Derivative(TWO, p)
    assert latex(slope) == r"\frac{\mathrm{d}}{\mathrm{d}p} [a + \log p]"
    assert latex(slope, partial=True) == r"\frac{\partial}{\partial p} [a + \log p]"
    claim = Equivalent(Equal(slope, n), Equal(p, s))
    assert claim_latex(claim, partial=True) == rf"{latex(slope, True)} = n \iff p = s"


def test_domains_samples_and_several_facts() -> None:
    assert domain_latex(UNIT) == "(0, 1)"
    assert domain_latex(Interval(read("0"), oo, low_closed=True)) == r"[0, \infty)"
    assert domain_latex(REAL) == r"\mathbb{R}"
    assert domain_latex(Integers(-oo, read("5"))) == r"\{\dots, 4, 5\}"
    assert domain_latex(Integers(-oo, oo)) == r"\mathbb{Z}"
    assert sample_latex(SAMPLE) == r"x_1, \dots, x_n"
    assert facts_latex((Less(p, n), Less(n, s))) == "p < n < s"
    assert facts_latex((Less(n, s), Less(p, n))) == "p < n < s"
    assert facts_latex((Less(p, n), Equal(s, n))) == r"p < n,\; s = n"
