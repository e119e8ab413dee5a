"""Estimates on data: statistics that a derivation asks for, in one pass where that is possible, and the numeric
solution of what it leaves."""
