"""Articles: composed of several derivations, of identities, and of what is said elsewhere, put right."""

from derive.articles.proving import Proven, of_article, proven, read_again
from derive.articles.reading import article, names

__all__ = ["Proven", "article", "names", "of_article", "proven", "read_again"]
