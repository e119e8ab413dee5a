"""Makes the samples kept in output/. Run it after a change that is meant to change them: `poe samples`.

The samples of a family: every format, in both languages. PDF carries no date, so that two runs agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from derive.api.things import code_of, stated
from derive.catalogue import family
from derive.document import compose, compose_lesson, languages
from derive.kernel.replay import dumps
from derive.publish import Page, attachments, formats, render, save, suffix
from derive.publish.platforms import platforms
from derive.stages.pipeline import derive

SAMPLED = ("bernoulli",)
PLATFORMS = ("wordpress",)
LESSON = ("html", "pdf", "tex")
OUTPUT = Path(__file__).parent.parent / "output"
BINARY = ("pdf",)


def samples() -> Iterator[tuple[str, bytes]]:
    """File name and content of every sample."""
    for name in SAMPLED:
        derivation = derive(family(name))
        text = dumps(derivation)
        for language in languages():
            document = compose(derivation, language)
            called = name if language == "en" else f"{name}.{language}"
            page = Page(document, text, files=called, code=code_of(name, stated(name)))
            for kind in (*(f for f in formats() if f not in platforms()), *PLATFORMS):
                if kind == "json" and language != "en":
                    continue  # a derivation has no language
                yield called + suffix(kind), render(page, kind)
                yield from attachments(page, kind).items()
            taught = name + "-lesson" + called.removeprefix(name)
            for kind in LESSON:
                yield taught + suffix(kind), render(Page(compose_lesson(document)), kind)


def main() -> None:
    OUTPUT.mkdir(exist_ok=True)
    for name, content in samples():
        save(content, OUTPUT / name)
        print(name, len(content))


if __name__ == "__main__":
    main()
