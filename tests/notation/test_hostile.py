"""Formulas from people who mean ill, or who only mistype: a clear error or harmless output, nothing else."""

from __future__ import annotations

import time
from contextlib import suppress
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.errors import NotationError
from derive.notation.mathml import mathml, parse
from derive.notation.plain import plain
from derive.notation.typst import typst

REFUSED = {
    r"\href{javascript:alert(1)}{x}": "refused",
    r"\url{x}": "refused",
    r"\input{/etc/passwd}": "refused",
    r"\include{x}": "refused",
    r"\write18{ls}": "refused",
    r"\immediate\write18{ls}": "refused",
    r"\def\x{y}\x": "refused",
    r"\newcommand{\x}{\x\x}\x": "refused",
    r"\csname x\endcsname": "refused",
    r"\catcode`\%=12": "refused",
    r"\unicode{x3c}": "refused",
    r"\class{a}{x}": "refused",
    r"\style{color:red}{x}": "refused",
    r"\DeclareMathOperator{\x}{y}": "not a command",
    r"\verb|x|": "not a command",
    r"\includegraphics{x}": "refused",
    r"\unknowncommand": "not a command",
    r"\phantom{x}": "not a command",
    r"\text{\input{x}}": "a command inside words",
    r"\text{$x}": "not closed",
    "{": "not closed",
    "}": "closes nothing",
    "{}}{": "closes nothing",
    r"\frac{a}{b": "not closed",
    r"\left( x": "not closed",
    r"x \right)": "closes nothing",
    r"\left( { \right)": "not closed",
    r"\left( } { \right)": "closes nothing",
    r"\left x y \right)": "needs a bracket",
    r"\left": "not closed",
    r"\middle| x": "not a command",
    r"\bigl x": "needs a bracket",
    r"\begin{aligned} x": "not closed",
    r"\begin{aligned} x \end{cases}": "closed by another",
    r"\begin{document} x \end{document}": "is not known",
    r"\begin{array}{xyz} a \end{array}": "letters l, c, r",
    r"\begin{array} a \end{array}": "needs an argument",
    "a & b": "outside a table",
    r"a \\ b": "outside a table",
    "x^y^z": "double superscripts",
    "x_y_z": "double subscripts",
    "x^": "cannot read",
    "\\": "a bare",
    "x \\": "a bare",
    "$x$": "a bare $",
    "#1": "a bare #",
    r"\hat": "needs an argument",
    r"\hat}": "closes nothing",
    r"\frac{a}": "needs an argument",
    r"\sqrt[3": "cannot read",
    r"\textcolor{url(x)}{y}": "is not one of",
    r"\color{red} x": "not a command",
    r"\frac\pi": "needs an argument",
    "x % a comment": "starts a comment",
    "x % a } comment {\n + y": "starts a comment",
    r"\hspace{1in}": "needs a width",
    r"\mathbb{\alpha}": "there is no",
    r"\xrightarrow[a": "missing",
    "x\x00y": "control character",
    "x\x1by": "control character",
    "x\ue000y": "control character",
    "x\ud800y": "control character",
    "x\uffffy": "control character",
    "x\u202ey": "control character",
    "x" * 30_000: "longer than",
    "{" * 500 + "x" + "}" * 500: "nested deeper",
    r"\left(" * 500 + "x" + r"\right)" * 500: "nested deeper",
    r"\hat{" * 100 + "x" + "}" * 100: "nested deeper",
}

HARMLESS = (
    r"\text{<script>alert(1)</script>}",
    r"\mathrm{<script>}",
    "<script>alert(1)</script>",
    r"\text{&lt;script&gt; & \"x\" 'y'}",
    r"\operatorname{<script>}",
    r"\text{#import \"x\": y; $ \$ }",
    r"\text{]; $ #panic() }".replace("$", r"\$"),
    r"50\% of x",
    "",
    "   ",
    "{}",
    "{{}}{}",
    r"\frac{}{}",
    r"x_{}^{}",
    r"\sqrt{}",
    r"\hat{}",
    r"\left( \right)",
    r"\begin{aligned} \end{aligned}",
    r"\begin{pmatrix} & \\ & \end{pmatrix}",
    "'",
    "'''''",
    "||||",
    "^^41",
    "- - -",
    "&lt;".replace("&", r"\&"),
    "θ ∑ 样 ≤ é 𝒩 ½ ²",
    "{" * 40 + "x" + "}" * 40,
    r"\frac" * 3 + "123456",
    "\u0301\u0338x",
    "|" * 3000,
    r"\hat{" * 40 + "x" + "}" * 40,
)


def everything(tex: str) -> str:
    """The MathML of a formula, which is well formed, after walks to the other notations."""
    node = parse(tex)
    assert "\\" not in plain(node) or "\\" in tex
    assert isinstance(typst(node), str)
    written = mathml(tex, display=True)
    ElementTree.fromstring(written)
    ElementTree.fromstring(mathml(tex, annotation=False))
    return written


@pytest.mark.parametrize(("tex", "problem"), REFUSED.items(), ids=lambda value: ascii(value)[:40])
def test_a_wrong_formula_is_refused_with_a_reason(tex: str, problem: str) -> None:
    start = time.process_time()
    with pytest.raises(NotationError) as caught:
        mathml(tex)
    assert problem in str(caught.value)
    assert len(str(caught.value)) < 200
    assert time.process_time() - start < 1


@pytest.mark.parametrize("tex", HARMLESS, ids=lambda value: ascii(value)[:40])
def test_an_odd_formula_is_harmless(tex: str) -> None:
    try:
        written = everything(tex)
    except NotationError:
        return
    assert "<script" not in written


def test_odd_formulas_compile_in_typst() -> None:
    import typst as compiler

    pieces = []
    for tex in HARMLESS:
        try:
            pieces.append(f"${typst(parse(tex))}$ x")
        except NotationError:
            continue
    assert len(pieces) > len(HARMLESS) - 4
    assert compiler.compile("\n\n".join(pieces).encode(), format="pdf", ignore_system_fonts=True)


SIGNS = "abxyz0129+-=<>()[]|/,;:.!'^_{}&%~ *"
COMMANDS = r"""
    \\ \{ \} \| \, \! \; \frac \sqrt \sum \int \prod \limits \nolimits \log \lim \max \arg \hat \bar
    \overline \underbrace \mathbb \mathrm \mathbf \boldsymbol \bm \text \textbf \operatorname
    \operatorname* \mathop \left \right \middle \big \Bigl \biggr \bigm \begin{aligned} \end{aligned}
    \begin{cases} \end{cases} \begin{array}{rl} \end{array} \begin{pmatrix} \end{pmatrix} \substack \not
    \mid \parallel \in \sim \overset \underset \stackrel \xrightarrow \binom \pmod \bmod \boxed \cancel
    \textcolor{red} \color \tag \quad \hspace{1em} \alpha \Gamma \theta \infty \ell \nabla \to \iff
    \prime \dots \cdots \lvert \rVert \langle \rceil \foo \href {} {x} {,} 样 é ∑ − ½ <script>
    &lt; 1{,}000 $ # " @ `
"""
TOKENS = st.sampled_from([*SIGNS, *COMMANDS.split(), "\\", "\n"])


@settings(max_examples=400, deadline=None)
@given(st.lists(TOKENS, max_size=14).map("".join))
def test_any_tokens_give_an_error_or_well_formed_output(tex: str) -> None:
    try:
        written = everything(tex)
    except NotationError:
        return
    assert "<script" not in written


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_any_text_gives_an_error_or_well_formed_output(tex: str) -> None:
    for source in (tex, rf"\text{{{tex}}}"):
        with suppress(NotationError):
            everything(source)


GROUPS = st.recursive(
    st.sampled_from(["x", r"\theta", "12", r"\log x", "a + b", r"\text{if }x", "-y", r"\sum_i x", "|z|"]),
    lambda inner: st.one_of(
        st.builds(r"\frac{{{}}}{{{}}}".format, inner, inner),
        st.builds("{{{}}}_{{{}}}^{{{}}}".format, inner, inner, inner),
        st.builds(r"\left({}\right)".format, inner),
        st.builds(r"\sqrt{{{}}}".format, inner),
        st.builds(r"\hat{{{}}}".format, inner),
        st.builds(r"\underbrace{{{}}}_{{{}}}".format, inner, inner),
        st.builds(r"\begin{{cases}}{} & {} \\ {}\end{{cases}}".format, inner, inner, inner),
        st.builds(r"\begin{{aligned}}{} &= {} \\ &= {}\end{{aligned}}".format, inner, inner, inner),
        st.builds(r"\boxed{{{}}}".format, inner),
        st.builds(r"\overset{{{}}}{{\sim}}".format, inner),
        st.builds(r"\boldsymbol{{{}}}".format, inner),
        st.builds("{} {}".format, inner, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(GROUPS, min_size=1, max_size=5))
def test_any_well_formed_formula_is_read_and_compiles(formulas: list[str]) -> None:
    import typst as compiler

    for tex in formulas:
        everything(tex)
    body = "\n\n".join(f"$ {typst(parse(tex))} $" for tex in formulas)
    assert compiler.compile(body.encode(), format="pdf", ignore_system_fonts=True)
