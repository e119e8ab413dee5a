"""Losses as small programs: a stable form of the formula, shown to be equal to it, in the language of an array
library."""

from derive.code.program import Branch, Program, program
from derive.code.shell import backends, printed

__all__ = ["Branch", "Program", "backends", "printed", "program"]
