"""Identities that a user states: read, decided, repaired, one or many."""

from derive.identities.decide import decide, derivation_of
from derive.identities.reading import identity, read_identity

__all__ = ["decide", "derivation_of", "identity", "read_identity"]
