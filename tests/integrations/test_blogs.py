"""What platforms are given, put before the nearest real thing that can be installed."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import derive

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
from browsing import node_modules

pytestmark = pytest.mark.integrations
HERE = Path(__file__).parent
PACKAGES = ("katex", "mathjax-full", "sanitize-html")
NAMES = ("bernoulli", "normal", "categorical", "huber", "cross-entropy")


@cache
def page(name: str, to: str, lang: str = "en") -> str:
    return derive.render(name, to, lang).decode()


def node(script: str, stdin: str) -> str:
    folder = node_modules(PACKAGES)
    command = ["node", str(HERE / script), str(folder)]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def formulas(markdown: str) -> list[tuple[str, bool]]:
    """The formulas of a Markdown file as a platform finds them: `$$…$$` displayed, `$…$` in a line."""
    displayed = re.findall(r"(?<!\\)\$\$(.*?)\$\$", markdown, re.DOTALL)
    rest = re.sub(r"(?<!\\)\$\$.*?\$\$", "", markdown, flags=re.DOTALL)
    found = [(tex, True) for tex in displayed] + [(tex, False) for tex in re.findall(r"(?<!\\)\$(.*?)\$", rest)]
    return [(tex.replace("\n> ", "\n"), display) for tex, display in found]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_katex_and_mathjax_set_every_formula_of_the_markdown(name: str, lang: str) -> None:
    """CSDN, Zhihu and Notion read KaTeX, GitHub and Jupyter MathJax."""
    found = formulas(page(name, "github", lang))
    assert len(found) > 30
    against = json.loads(node("formulas.mjs", json.dumps(found)))
    chinese = [one for one in against if one[0] == "KaTeX" and "unicodeTextInMathMode" in one[2]]
    assert [one for one in against if one not in chinese] == []


def test_a_formula_that_is_wrong_is_seen() -> None:
    against = json.loads(
        node("formulas.mjs", json.dumps([[r"\operatorname\ast{a}_{", True], [r"\nosuch", False]]))
    )
    assert {one[0] for one in against} == {"KaTeX", "MathJax"}


@pytest.mark.parametrize("to", ["wordpress", "ghost"])
def test_a_sanitizer_takes_nothing_away_that_is_seen(to: str) -> None:
    text = page("bernoulli", to)
    cleaned = node("sanitize.mjs", text)

    def seen(markup: str) -> str:
        return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]*>", "", markup)))

    assert seen(cleaned) == seen(text)
    assert cleaned.count("<math") == text.count("<math") > 100


HUGO = "baseURL = 'https://example.org/'\ntitle = 'x'\ndisableKinds = ['home', 'section', 'RSS', 'sitemap']\n"


def test_hugo_builds_the_page(tmp_path: Path) -> None:
    assert shutil.which("hugo"), "hugo is not installed"
    (tmp_path / "config.toml").write_text(HUGO)
    (tmp_path / "layouts/_default").mkdir(parents=True)
    (tmp_path / "layouts/_default/single.html").write_text("<h1>{{ .Title }}</h1>{{ .Content }}")
    (tmp_path / "content/posts").mkdir(parents=True)
    (tmp_path / "content/posts/bernoulli.html").write_text(page("bernoulli", "hugo"))
    subprocess.run(["hugo", "--quiet"], cwd=tmp_path, check=True, timeout=120)
    built = (tmp_path / "public/posts/bernoulli/index.html").read_text()
    assert "<h1>Maximum likelihood for the Bernoulli distribution</h1>" in built
    assert built.count("<math") == page("bernoulli", "hugo").count("<math")


@pytest.mark.parametrize(("to", "ending"), [("jekyll", "html"), ("github", "md")])
def test_jekyll_builds_the_page(tmp_path: Path, to: str, ending: str) -> None:
    """As HTML it comes out as it went in; Markdown goes through kramdown, which takes $$ for mathematics."""
    assert shutil.which("jekyll"), "jekyll is not installed"
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_config.yml").write_text("title: x\nmarkdown: kramdown\npermalink: /:title.html\n")
    front = "" if to == "jekyll" else "---\ntitle: x\n---\n{% raw %}\n"
    end = "" if to == "jekyll" else "\n{% endraw %}\n"
    (tmp_path / f"_posts/2020-01-01-bernoulli.{ending}").write_text(front + page("bernoulli", to) + end)
    done = subprocess.run(
        ["jekyll", "build", "--quiet"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    built = (tmp_path / "_site/bernoulli.html").read_text()
    if to == "jekyll":
        assert built.count("<math") == page("bernoulli", to).count("<math")
        assert "&#123;" in built or "{" in built
    else:
        assert built.count(r"\[") >= page("bernoulli", to).count("\n$$\n") // 2
        assert r"\begin{aligned}" in built
