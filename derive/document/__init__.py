"""From a derivation to a document: a closed set of blocks, words in each language, and the composer."""

from derive.document.article import compose_article
from derive.document.compose import compose
from derive.document.criterion import compose_loss
from derive.document.identity import compose_identity
from derive.document.lesson import compose_lesson
from derive.document.rules import compose_rule
from derive.document.words import languages

__all__ = [
    "compose",
    "compose_article",
    "compose_identity",
    "compose_lesson",
    "compose_loss",
    "compose_rule",
    "languages",
]
