"""Plain text made harmless in each format: whatever it says, it is printed and never obeyed."""

from __future__ import annotations

import re

from derive.publish.page import clean

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "\u00a0": "~",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\ldots{}",
    "\u2212": r"\ensuremath{-}",
}
_SIGNS = """
    α alpha β beta γ gamma δ delta ε varepsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi
    ρ rho σ sigma τ tau υ upsilon φ varphi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Π Pi Σ Sigma
    Φ Phi Ψ Psi Ω Omega ℓ ell ∞ infty ≤ le ≥ ge ≠ ne ≈ approx ∝ propto ∈ in ∂ partial ∑ sum ∏ prod ∫ int √ surd
    → to ⇒ Rightarrow ⇔ Leftrightarrow
"""
_PAIRS = _SIGNS.split()
_TEX |= {sign: rf"\ensuremath{{\{name}}}" for sign, name in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}
# Braces between the two keep TeX from making a ligature of what was typed apart.
_TEX_LIGATURES = re.compile(r"(?<=[-'`,!?])(?=[-'`])")


def tex(text: str, *, chinese: bool = False) -> str:
    """Text for the body of a LaTeX document. In Chinese the quotation marks and dashes are left to xeCJK."""
    broken = _TEX_LIGATURES.sub("\ufdd0", clean(text))
    table = {key: value for key, value in _TEX.items() if not (chinese and key in "–—‘’“”…")}
    return "".join(table.get(sign, sign) for sign in broken).replace("\ufdd0", "{}")


def tex_metadata(text: str) -> str:
    """Text for the PDF's title and outline: everything but letters and digits by its code point."""
    return "".join(
        sign if sign.isascii() and (sign.isalnum() or sign == " ") else rf'\unichar{{"{ord(sign):04X}}}'
        for sign in clean(text)
    )


_TYPST = re.compile(r"""[\\#$*_`<>@~\[\]"/]|^[-+=]|-(?=\?)|(?<=\.)\.|(?<=^\d)\.|(?<=^\d\d)\.|^;""")
# The fonts make one sign of these when they are doubled (-- becomes a dash).
_TYPST_LIGATURES = re.compile(r"-{2,}|'{2,}|,{2,}|`{2,}|<{2,}|>{2,}")


def typst(text: str) -> str:
    """Text for Typst markup."""
    parts, at, text = [], 0, clean(text)
    for found in _TYPST_LIGATURES.finditer(text):
        apart = "".join("\\" + sign for sign in found[0])
        parts += [_typst_run(text[at : found.start()]), f"#text(ligatures: false)[{apart}];"]
        at = found.end()
    return "".join([*parts, _typst_run(text[at:])])


def _typst_run(text: str) -> str:
    return _TYPST.sub(lambda found: "\\" + found[0], text)


def typst_string(text: str) -> str:
    """Text as a string literal of Typst, quotes included."""
    return '"' + clean(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def typst_lines(text: str) -> str:
    """Several lines as a string literal of Typst."""
    return '"' + "\\n".join(typst_string(line)[1:-1] for line in text.split("\n")) + '"'


_MARKDOWN = re.compile(r"""[\\`*_#<>$|~&]|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|!(?=\[)""")


def markdown(text: str) -> str:
    """Text for Markdown. A bracket that could end a link becomes an entity, since \\[ opens mathematics."""
    escaped = _MARKDOWN.sub(lambda found: "\\" + found[0], clean(text))
    return re.sub(r"\](?=\s?[(\[:])", "&#93;", escaped)


def html(text: str) -> str:
    """Text for HTML, in elements and in quoted attributes."""
    from html import escape

    return escape(clean(text), quote=True)
