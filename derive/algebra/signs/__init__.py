"""Sign proofs: comparisons and memberships, with certificates that are checked without a search."""
