"""`derive.verify` and `derive.prove` as a user meets them: text or SymPy in, a verdict or a page out."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from sympy import (
    Eq,
    Function,
    IndexedBase,
    Matrix,
    Max,
    Piecewise,
    Product,
    Sum,
    Symbol,
    exp,
    log,
    loggamma,
    symbols,
)

import derive
from derive.statement import Refuted

x, y, z = symbols("x y z")
a, b = symbols("a b", positive=True)
i = Symbol("i", integer=True)
n = Symbol("n", integer=True, positive=True)
W = IndexedBase("w", positive=True)
p, q, r, s = symbols("p q r s")
M = Matrix([[p, q], [r, s]])

PROVED = [
    (("log(sigmoid(z)) = -softplus(-z)",), {"given": "z real"}),
    (("log(sigmoid(z))", "-softplus(-z)"), {}),
    ((log(a * b), log(a) + log(b)), {}),
    ((Eq(log(a * x), log(a) + log(x)),), {"given": x > 0}),
    ((loggamma(a + 1), log(a) + loggamma(a)), {}),
    ((1 / (1 + exp(-z)), "sigmoid(z)"), {}),
    ((Function("sigmoid")(z), 1 / (1 + exp(-z))), {}),
    ((Max(x, -x), Piecewise((x, x > 0), (-x, True))), {}),
    ((log(Product(W[i], (i, 1, n))), Sum(log(W[i]), (i, 1, n))), {}),
    ((M * M.inv(), Matrix([[1, 0], [0, 1]])), {}),
    ((M.T.T, M), {}),
    (("a = c",), {"given": [Eq(x, y), "a = x", "c = y"]}),
    (("[a, b] = [b, a]",), {"given": "a = b"}),
    ((x, 2), {"given": Eq(x, 2)}),
    (("n*(m - log(2))", "n*m"), {"given": "n >= 1 integer", "up_to": "constant in m"}),
]


@pytest.mark.parametrize(("sides", "options"), PROVED, ids=str)
def test_proved(sides: tuple, options: dict) -> None:
    verdict = derive.verify(*sides, **options)
    assert isinstance(verdict, derive.Proved)
    assert derive.prove(*sides, **options).verdict.rules


REFUTED = [
    (("sigmoid(z) = softplus(z)",), {}),
    ((log(a + b), log(a) + log(b)), {}),
    ((Eq(x**2, x),), {}),
    ((M, M.T), {}),
    ((x < y,), {}),
    ((x > y,), {"given": "x <= y"}),
    (("a", "b"), {"relation": "<="}),
    ((Sum(W[i], (i, 1, n)), n * W[1]), {}),
    (("x^2", "x"), {"up_to": "constant in x"}),
]


@pytest.mark.parametrize(("sides", "options"), REFUTED, ids=str)
def test_refuted(sides: tuple, options: dict) -> None:
    verdict = derive.verify(*sides, **options)
    assert isinstance(verdict, Refuted)
    with pytest.raises(derive.DeriveError, match="the statement fails at"):
        derive.prove(*sides, **options)


WRONG = [
    (("x",), "a relation is missing"),
    ((x,), "a relation is expected, not x"),
    ((True,), "a relation is expected, not True"),
    ((Eq(M, M),), "a relation is expected, not True"),
    ((M,), "a relation is expected"),
    ((None, "x"), "not NoneType"),
    ((0.5, "x"), "not exact"),
    (("x", "y", 5), "a fact is text or a relation"),
    (("x", "y", "", "konstant"), "up_to is"),
    (("x", "y", "", "", "~"), "relation"),
    (("x + = y",), "a term is missing"),
]


@pytest.mark.parametrize(("arguments", "problem"), WRONG, ids=str)
def test_what_cannot_be_read_is_said(arguments: tuple, problem: str) -> None:
    for function in (derive.verify, derive.prove):
        with pytest.raises(derive.DeriveError, match=problem):
            function(*arguments)


def test_inequality() -> None:
    assert isinstance(derive.verify(log(a) <= a - 1), derive.Proved)
    assert isinstance(derive.verify("log(t)", "t - 1", given="t > 0", relation="<="), derive.Proved)


# ── a proof ──


@pytest.fixture(scope="module")
def proof() -> derive.Proof:
    claim = "sum((x[i] - mean(x[k], k=1..n))^2, i=1..n) = sum(x[i]^2, i=1..n) - n*mean(x[i], i=1..n)^2"
    return derive.prove(claim, given="n >= 1 integer")


class TestProof:
    def test_what_it_is(self, proof: derive.Proof) -> None:
        assert isinstance(proof, derive.Proof)
        assert proof.name == "identity"
        assert proof.theorems[-1].claim == proof.derivation.parts[-1].theorems[-1].claim
        assert [str(fact.term) for fact in proof.given.facts()] == ["n"]
        assert set(proof.trusted.rules) >= {"normal-form"}
        assert repr(proof).startswith("<Proof Equal(")
        with pytest.raises(dataclasses.FrozenInstanceError):
            proof.derivation = None  # type: ignore[misc]

    @pytest.mark.parametrize(("lang", "title"), [("en", "An identity"), ("zh", "一个恒等式")])
    def test_write(self, proof: derive.Proof, tmp_path: Path, lang: str, title: str) -> None:
        kinds = ["pdf", "html", "md", "json", "txt"]
        paths = proof.write(to=kinds, lang=lang, path=tmp_path)
        name = "identity" if lang == "en" else "identity.zh"
        assert [path.name for path in paths] == [f"{name}.{kind}" for kind in kinds]
        pdf, *texts = paths
        for path in texts:
            text = path.read_text(encoding="utf-8")
            assert ("normal-form" if path.suffix == ".json" else title) in text
        assert PdfReader(pdf).pages[0].extract_text().startswith(title)
        assert "<math" in paths[1].read_text(encoding="utf-8")

    def test_show(self, proof: derive.Proof) -> None:
        shown = derive.show(proof)
        assert "∑ᵢ₌₁ⁿ (xᵢ − (1/n) ∑ₖ₌₁ⁿ xₖ)²" in shown
        assert "rearranged" in shown
        assert max(map(len, shown.splitlines())) <= 80
        assert "定理" in derive.show(proof, lang="zh")

    def test_show_closes_the_brace_of_a_choice(self) -> None:
        shown = derive.show(derive.prove("where(x < 0, -x, x) = abs(x)"), width=100)
        assert "{−x, x < 0; x, x ≥ 0} = |x|" in shown

    def test_replay(self, proof: derive.Proof, tmp_path: Path) -> None:
        path = tmp_path / "proof.json"
        path.write_text(proof.to_json(), encoding="utf-8")
        for source in (proof.to_json(), path):
            again = derive.replay(source)
            assert isinstance(again, derive.Proof)
            assert again.to_json() == proof.to_json()
            assert again.verdict == proof.verdict
            assert derive.show(again) == derive.show(proof)

    def test_jupyter(self, proof: derive.Proof) -> None:
        bundle = proof._repr_mimebundle_(include={"text/latex", "text/plain"})
        assert bundle["text/latex"].startswith(r"$$\sum_{i=1}^{n}")
        assert bundle["text/plain"] == derive.show(proof)

    def test_each_relation_is_a_theorem(self) -> None:
        proof = derive.prove("[[a, b], [c, d]]*inverse([[a, b], [c, d]]) = identity(2)")
        assert [part.key for part in proof.derivation.parts] == [f"identity.{k}" for k in range(1, 5)]
        assert isinstance(derive.replay(proof.to_json()), derive.Proof)
        assert repr(proof).count("Equal(") == 4


TAMPERED = [
    ("softplus(-z)", "softplus(z)"),
    ("-softplus", "softplus"),
    ("normal-form", "hypothesis"),
    ('"meaning"', '"meanings"'),
    ('"exp(', '"log('),
    ("sigmoid(z)", "sigmoid(z + 1)"),
]


@pytest.fixture(scope="module")
def text() -> str:
    return derive.prove("log(sigmoid(z)) = -softplus(-z)", given="z real").to_json()


@pytest.mark.parametrize(("old", "new"), TAMPERED)
def test_what_was_tampered_with_is_refused(text: str, old: str, new: str) -> None:
    """Every single place at which a piece stands, changed there alone."""
    places = [k for k in range(len(text)) if text.startswith(old, k)]
    assert places
    for place in places:
        changed = text[:place] + new + text[place + len(old) :]
        with pytest.raises(derive.DeriveError):
            derive.replay(changed)


def test_a_claim_that_was_exchanged_is_refused(text: str, proof: derive.Proof) -> None:
    data, other = json.loads(text), json.loads(proof.to_json())
    data["theorems"][-1] = other["theorems"][-1]
    with pytest.raises(derive.DeriveError):
        derive.replay(json.dumps(data))
