"""The normal form: terms as fractions of polynomials over generators."""
