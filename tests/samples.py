"""Makes the samples kept in output/. Run it after a change that is meant to change them: `poe samples`.

The samples of a family: every format, in both languages. PDF carries no date, so that two runs agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from derive.catalogue import family
from derive.document import compose, languages
from derive.kernel.replay import dumps
from derive.publish import formats, render, save
from derive.publish.page import Page
from derive.stages.pipeline import derive

SAMPLED = ("bernoulli",)
OUTPUT = Path(__file__).parent.parent / "output"
BINARY = ("pdf",)


def samples() -> Iterator[tuple[str, bytes]]:
    """File name and content of every sample."""
    for name in SAMPLED:
        derivation = derive(family(name))
        text = dumps(derivation)
        for language in languages():
            page = Page(compose(derivation, language), text)
            for format_name in formats():
                if format_name == "json" and language != "en":
                    continue  # a derivation has no language
                suffix = format_name if language == "en" else f"{language}.{format_name}"
                yield f"{name}.{suffix}", render(page, format_name)


def main() -> None:
    OUTPUT.mkdir(exist_ok=True)
    for name, content in samples():
        save(content, OUTPUT / name)
        print(name, len(content))


if __name__ == "__main__":
    main()
