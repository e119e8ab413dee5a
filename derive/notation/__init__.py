"""Notation: LaTeX from terms, and MathML, Typst and plain text from LaTeX.

LaTeX is the one source of a formula; the others are made from it, so that they cannot drift apart.
"""
