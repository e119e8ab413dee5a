"""The only floor that touches SymPy's rough edges: terms, normal form, signs, enclosures."""
