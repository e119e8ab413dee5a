"""Losses as small programs: a stable form of the formula, shown to be equal to it, in the language of an array
library."""
