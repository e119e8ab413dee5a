"""Identities that a user states: read, decided, repaired, one or many."""

from derive.identities.decide import decide
from derive.identities.reading import identity, read_identity

__all__ = ["decide", "identity", "read_identity"]
