"""Articles: composed of several derivations, of identities, and of what is said elsewhere, put right."""

from derive.compositions.proving import Proven, of_article, proven, read_again
from derive.compositions.reading import article, names

__all__ = ["Proven", "article", "names", "of_article", "proven", "read_again"]
