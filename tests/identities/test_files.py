"""Files of identities: what is read, where it stands, and every way in which a file can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.errors import CatalogueError
from derive.identities import read_identity
from derive.identities.files import LARGEST, Stated, parse_identities, read_identities

GOOD = '''\
given = "n >= 1 integer"

# [[identity]]  is not one
[[identity]]
name = "mean"
claim = "sum(x[i], i=1..n)/n = mean(x[i], i=1..n)"
source = """
[[identity]]
name = "inside a string"
\\"""
[[identity]]"""""

  [[ identity ]]   # indented
name = 'factor'
claim = "exp(x + mu) = exp(mu)"
given = ["x real",
"mu real",
]
up_to = "factor in mu"
expect = "refuted"
of = "mean"
mistake = "factor"

[["identity"]]
name = "伯努利"
claim = """
1 <=
  n"""
source = \'\'\'
[[identity]]\'\'\'
'''


def test_what_is_read() -> None:
    mean, factor, name = parse_identities(GOOD, "x.toml")
    claim = "sum(x[i], i=1..n)/n = mean(x[i], i=1..n)"
    assert mean.identity == read_identity(claim, "n >= 1 integer")
    assert (mean.line, mean.expect, mean.path) == (4, "proved", "x.toml")
    identity = read_identity("exp(x + mu) = exp(mu)", ["n >= 1 integer", "x real", "mu real"], "factor in mu")
    assert factor == Stated("x.toml", 13, "factor", identity, "refuted", "", "mean", "factor")
    assert (name.line, name.name) == (24, "伯努利")


def test_a_claim_may_have_several_lines() -> None:
    assert parse_identities(GOOD, "x.toml")[2].identity == read_identity("1 <= n", "n >= 1 integer")


def test_windows_and_byte_order_marks(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert [stated.line for stated in read_identities(path)] == [4, 13, 24]
    assert read_identities(str(path)) == read_identities(path)


def test_the_corpus_is_such_files() -> None:
    for path in sorted((Path(__file__).parents[1] / "corpus").rglob("*.toml"))[:3]:
        lines = path.read_text(encoding="utf-8").splitlines()
        for stated in read_identities(path):
            assert lines[stated.line - 1] == "[[identity]]"
            assert stated.name in lines[stated.line]


ONE = '[[identity]]\nname = "a"\nclaim = "a = a"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "x: there is no [[identity]] in it"),
        ('name = "coin"', "x: there is no [[identity]] in it"),
        ("identity = 1", "x: there is no [[identity]] in it"),
        ("[identity]\nname = 1", "x: there is no [[identity]] in it"),
        ("[[identity]\n", "x: not TOML: "),
        ("a = [" + "[" * 100_000, "x: not TOML: "),
        ("a = " + "1" * 5000, "x: not TOML: "),
        ("a = 'never closed", "x: not TOML: "),
        ("\n" + "a." * 200_000 + "a = 1", "x:2: too many dots in a key"),
        ("[" + "'a'." * 200_000 + "a]", "x:1: too many dots in a key"),
        ('identity = [{name = "a", claim = "a = a"}]', "x: identity: write each one under a line"),
        ('[["\\u0069dentity"]]\nname = "a"', "x: identity: write each one under a line"),
        ("[[identity]]\n", "x:1: name: must be there"),
        ('\n[[identity]]\nname = "a"\n', "x:2: claim: must be there"),
        (ONE + "up_to = 1", "x:1: up_to: must be text in quotes"),
        (ONE + "given = 1", "x:1: given: must be text in quotes, or a list"),
        (ONE + 'given = ["z real", 1]', "x:1: given: must be text in quotes, or a list"),
        ("given = 1\n" + ONE, "x: given: must be text in quotes, or a list"),
        (ONE + 'expekt = "open"', "x:1: 'expekt' is not a key of this file; did you mean expect?"),
        (ONE + "[identity.deep]\na = 1", "x:1: 'deep' is not a key of this file"),
        ('titel = "a"\n' + ONE, "x: 'titel' is not a key of this file; known: given, identity"),
        (ONE + 'expect = "true"', "x:1: expect: must be one of proved, refuted, open, not 'true'"),
        (ONE.replace('"a"', '""', 1), "x:1: name: must be one line"),
        (ONE.replace('"a"', r'"a\nb"', 1), "x:1: name: must be one line"),
        (ONE.replace('"a"', r'"\u001b[2J"', 1), "x:1: name: must be one line"),
        (ONE.replace('"a"', f'"{"a" * 101}"', 1), "x:1: name: must be one line"),
        (ONE + ONE, "x:4: name: 'a' is the name in line 1 already"),
        (ONE.replace("a = a", "a +"), "x:1: a: claim: "),
        (ONE.replace("a = a", "a"), "x:1: a: claim: "),
        (ONE.replace("a = a", "a = __import__(1)"), "x:1: a: claim: "),
        (ONE.replace("a = a", "a = " + "(" * 50_000), "x:1: a: claim: "),
        (ONE.replace("a = a", "a = 9^9^9^9^9 + " + "9" * 2000), "x:1: a: claim: "),
        (ONE + 'given = "z raal"', "x:1: a: given: "),
        ('given = "z raal"\n' + ONE, "x:2: a: given: "),
        (ONE + 'up_to = "multiple in p"', "x:1: a: up_to: "),
        (ONE + 'up_to = "constant in 1"', "x:1: a: up_to: "),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        parse_identities(text, "x")
    assert str(caught.value).startswith(says)


def test_all_that_is_wrong_is_told_up_to_a_bound() -> None:
    texts = [f'[[identity]]\nname = "{k}"\nclaim = "a +"\n' for k in range(13)]
    with pytest.raises(CatalogueError) as caught:
        parse_identities("".join(texts), "x")
    told = [line for line in str(caught.value).splitlines() if line.startswith("x:")]
    assert [line.split(" ")[0] for line in told] == [f"x:{1 + 3 * k}:" for k in range(10)] + ["x:"]
    assert told[-1] == "x: and 3 more"


def test_what_cannot_be_read(tmp_path: Path) -> None:
    large, binary = tmp_path / "large.toml", tmp_path / "binary.toml"
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    binary.write_bytes(b"\xff\xfe")
    for path, says in ((large, "too large"), (binary, "not UTF-8"), (tmp_path, "cannot be read")):
        with pytest.raises(CatalogueError, match=says) as caught:
            read_identities(path)
        assert str(caught.value).startswith(str(path))
