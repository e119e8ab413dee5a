"""An opinion on identities that shares nothing with derive: an own reader, values by mpmath, random points."""
