"""Proof by cases: switches and finite sets of values taken apart."""
