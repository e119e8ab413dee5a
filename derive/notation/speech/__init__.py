"""A formula in words, as it is read aloud: "p hat equals x bar".

Short parts are said briefly; around longer ones it is said where they begin and end, so that what is heard can
be written down again. The words, and the order in which they come, stand in one file a language.
"""

from __future__ import annotations

import re

from derive.notation.speech.walk import KEPT, Speaker
from derive.notation.tree import Node

HAN = "[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"


def speech(node: Node, language: str) -> str:
    """A formula in the words of a language; in English where there are none for it."""
    text = Speaker(language).row(node, "top")
    text = re.sub(rf"(?<={HAN}) +| +(?={HAN})", lambda gap: gap_in_han(text, gap), " ".join(text.split(" ")))
    text = re.sub(r"\s+([,;.!，；。、])", r"\1", text.replace(KEPT, " "))
    return " ".join(re.sub(r"([,;，；])(\s*[,;，；])+", r"\1", text).split()).strip(" ,，")


def gap_in_han(text: str, gap: re.Match[str]) -> str:
    """No space stands between Chinese characters; one stands between them and letters."""
    sides = text[max(gap.start() - 1, 0) : gap.start()], text[gap.end() : gap.end() + 1]
    return "" if all(re.match(HAN, side) for side in sides) or "，" in sides else " "
