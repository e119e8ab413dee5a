"""Losses as small programs: a stable form of the formula, shown to be equal to it, in the language of an array
library."""

from derive.code.module import backends, printed
from derive.code.program import Branch, Program, program

__all__ = ["Branch", "Program", "backends", "printed", "program"]
