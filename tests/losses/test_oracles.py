"""Every formula of the catalogue that names a loss of a library, beside that loss: values, gradients and
Hessians at interior points; at the edges, what the findings of the catalogue say."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from itertools import product

import pytest
from flint import fmpq
from sympy import Expr, Symbol

import derive
from derive.algebra.numeric.balls import Point, Value, ball, evaluate, same
from derive.algebra.numeric.points import holds, points
from derive.catalogue import loss as catalogued
from derive.stages.edges import formula_at
from derive.stages.likelihoods import assumed
from derive.stages.slopes_told import Slope
from derive.statement import Edge, Interval, Less, Loss, Space, Vectors, entry

pytestmark = pytest.mark.oracles
torch = pytest.importorskip("torch", reason="the extra [oracles]")
pytest.importorskip("sklearn", reason="the extra [oracles]")

import oracles  # noqa: E402  (it needs the libraries)

POINTS = 8
CLOSE = {"rel": 1e-9, "abs": 1e-11}
LOSSES = {name: catalogued(name) for name in derive.losses()}
PROGRAMS = re.compile(r",\s*(?![^(]*\))")
FOUND = {
    (name, program)
    for name, loss in LOSSES.items()
    for _, programs in loss.found
    for program in PROGRAMS.split(programs)
}
"""What the catalogue says: the name of a loss, and that of a program that has it."""
APART = {
    ("ctc", "CTCLoss"): "test_the_alignments_of_ctc",
    ("cross-entropy", "LinearCrossEntropyLoss"): "test_a_linear_layer_before_the_loss",
    ("tweedie", "HalfTweedieLoss"): "test_tweedie_through_its_link",
    ("tweedie-compound-poisson", "HalfTweedieLoss"): "test_tweedie_through_its_link",
}
"""Compared in tests of their own."""


def test_what_is_said_to_be_found_is_compared() -> None:
    compared = {(name, program) for name, calls in oracles.TORCH.items() for program in calls}
    compared |= {(name, program) for name, (program, *_) in oracles.SKLEARN.items()}
    compared |= {(name, program) for name, (program, _) in oracles.METRICS.items()}
    assert FOUND - set(APART) == compared
    assert all(test in globals() for test in APART.values())


# ── the formula and its proved derivatives at a point ──

Direction = tuple[Expr, ...]
"""What a derivative is taken by: predictions, or entries of these with numbers."""


def number(value: Value) -> float:
    return float(ball(value))


def declared(loss: Loss) -> tuple[tuple[Symbol, Space], ...]:
    return (*loss.known, *loss.predictions, *([loss.target] if loss.target else []))


def places(loss: Loss) -> list[Point]:
    """Points inside the sets of the predictions."""
    inside = tuple((symbol, opened(space)) for symbol, space in declared(loss))
    found = list(points(assumed(inside), [loss.formula], POINTS))
    assert len(found) > POINTS // 2
    return found


def opened(space: Space) -> Space:
    return Interval(space.low, space.high) if isinstance(space, Interval) else space


def parts(symbol: Symbol, space: Space, point: Point) -> list[Expr]:
    """A number as it is; of a vector, its entries."""
    if not isinstance(space, Vectors):
        return [symbol]
    length = int(number(evaluate(space.index[2], point)))
    return [entry(symbol, k) for k in range(1, length + 1)]


def arguments(loss: Loss, point: Point) -> dict[str, float | list[float]]:
    """All arguments and constants by name."""
    found: dict[str, float | list[float]] = {}
    for symbol, space in declared(loss):
        values = [number(evaluate(one, point)) for one in parts(symbol, space, point)]
        found[symbol.name] = values if isinstance(space, Vectors) else values[0]
    return found


def predicted(loss: Loss, point: Point) -> list[Expr]:
    return [one for symbol, space in loss.predictions for one in parts(symbol, space, point)]


def derivative(loss: Loss, slopes: Iterable[Slope], by: Direction, point: Point) -> float | None:
    """The proved derivative at a point; None where the point lies on no piece."""
    for slope in slopes:
        there = at_places(slope.by, by, point)
        if there is not None and is_of(slope, loss, point) and all(holds(fact, there) for fact in slope.where):
            return number(evaluate(slope.value, there))
    return None


def is_of(slope: Slope, loss: Loss, point: Point) -> bool:
    """Whether the derivative is that of this label; of any label, where it is not told."""
    return (
        loss.target is None
        or same(evaluate(slope.of.args[0], point), evaluate(loss.target[0], point)) is not False
    )


def at_places(letters: Direction, by: Direction, point: Point) -> Point | None:
    """The point, with the places of the entries that are meant put in for letters; None where the derivative is
    one by something else."""
    if len(letters) != len(by):
        return None
    for letter, one in zip(letters, by, strict=True):
        if letter.is_Symbol or one.is_Symbol:
            if letter != one:
                return None
        elif letter.base != one.base:
            return None
        else:
            point = point.with_value(letter.indices[0], fmpq(int(one.indices[0])))
    return point


def first(name: str, point: Point) -> list[float | None]:
    slopes = derive.loss(name).slopes.gradient
    return [derivative(LOSSES[name], slopes, (one,), point) for one in predicted(LOSSES[name], point)]


def second(name: str, point: Point) -> list[list[float | None]]:
    """Mixed derivatives are told once, in the order of the predictions."""
    loss, slopes = LOSSES[name], derive.loss(name).slopes.hessian
    by = predicted(loss, point)
    return [
        [
            found
            if (found := derivative(loss, slopes, (a, b), point)) is not None
            else derivative(loss, slopes, (b, a), point)
            for b in by
        ]
        for a in by
    ]


# ── interior points ──

PASSED_THROUGH = {("gaussian-nll-clamped", "GaussianNLLLoss(eps)"): Less(Symbol("v"), Symbol("r"))}
"""Where derivatives are those of another formula, as a finding of the catalogue says."""


@pytest.mark.parametrize(("name", "program"), [(n, p) for n, calls in oracles.TORCH.items() for p in calls])
@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides")  # KLDivLoss: that 1/K is what is compared
def test_torch(name: str, program: str) -> None:
    """Values; the proved gradient and Hessian beside those of autograd, wherever one is proved."""
    loss, compared = LOSSES[name], 0
    for point in places(loss):
        values = arguments(loss, point)
        by = [symbol.name for symbol, _ in loss.predictions]
        cost, gradient, hessian = oracles.of_torch(oracles.TORCH[name][program], values, by)
        assert cost == pytest.approx(number(evaluate(loss.formula, point)), **CLOSE), values
        if (name, program) in PASSED_THROUGH and holds(PASSED_THROUGH[name, program], point):
            continue
        ours, twice = first(name, point), second(name, point)
        for found, said in zip(gradient, ours, strict=True):
            assert said is None or found == pytest.approx(said, **CLOSE), values
        for row, proved in zip(hessian, twice, strict=True):
            for found, said in zip(row, proved, strict=True):
                assert said is None or found == pytest.approx(said, **CLOSE), values
        compared += None not in ours
    assert compared or not derive.loss(name).slopes.gradient


@pytest.mark.parametrize("name", oracles.SKLEARN)
def test_sklearn(name: str) -> None:
    """Values, gradients and Hessians; a Hessian that scikit-learn calls approximate lies above the true one."""
    loss = LOSSES[name]
    for point in places(loss):
        values = arguments(loss, point)
        theirs = oracles.of_sklearn(name, values)
        assert theirs.loss == pytest.approx(number(evaluate(loss.formula, point)), **CLOSE), values
        diagonal = [row[k] for k, row in enumerate(second(name, point))]
        for found, said in zip(theirs.gradient, first(name, point), strict=True):
            assert said is None or found == pytest.approx(said, **CLOSE), values
        for found, said in zip(theirs.hessian, diagonal, strict=True):
            if said is not None and theirs.is_bound:
                assert found >= said, values
            elif said is not None:
                assert found == pytest.approx(said, **CLOSE), values


@pytest.mark.parametrize("name", oracles.METRICS)
def test_metrics(name: str) -> None:
    loss, (_, metric) = LOSSES[name], oracles.METRICS[name]
    for point in places(loss):
        values = arguments(loss, point)
        found = metric([values["y"]], [values["m"]])  # type: ignore[list-item]  # numbers both
        assert found == pytest.approx(number(evaluate(loss.formula, point)), **CLOSE), values


def test_slopes_are_compared_and_not_left_out() -> None:
    """Which losses of the libraries have no proved gradient; the others are compared above."""
    without = {name for name in oracles.TORCH | oracles.SKLEARN if not derive.loss(name).slopes.gradient}
    assert without == {"multi-margin", "binary-cross-entropy-clamped"}


# ── losses that are put together in another way ──


@pytest.mark.parametrize(("name", "power"), [("tweedie", 0.5), ("tweedie-compound-poisson", 1.5)])
def test_tweedie_through_its_link(name: str, power: float) -> None:
    """The prediction is log m; what is free of it is left out."""
    import numpy as np
    from sklearn._loss.loss import HalfTweedieLoss

    loss, theirs = LOSSES[name], HalfTweedieLoss(power=power)
    for y, z in product((0.5, 2.0, 7.0), (-1.0, 0.0, 1.5)):
        point = Point(
            {s: fmpq(*float(v).as_integer_ratio()) for s, v in named(loss, y=y, m=math.exp(z), p=power)}
        )
        at, raw = np.array([y]), np.array([z])
        found = theirs.loss(y_true=at, raw_prediction=raw) + theirs.constant_to_optimal_zero(at)
        assert found.item() == pytest.approx(number(evaluate(loss.formula, point)), **CLOSE)


def named(loss: Loss, **values: float) -> Iterator[tuple[Symbol, float]]:
    for symbol, _ in declared(loss):
        yield symbol, values[symbol.name]


def test_a_linear_layer_before_the_loss() -> None:
    """LinearCrossEntropyLoss is the cross-entropy of the scores of a layer."""
    layer = torch.nn.LinearCrossEntropyLoss(3, 4, dtype=torch.float64)
    rows, labels = torch.randn(5, 3, dtype=torch.float64), torch.tensor([0, 3, 1, 1, 2])
    scores = layer.linear(rows) if hasattr(layer, "linear") else rows @ layer.weight.T
    expected = torch.nn.CrossEntropyLoss()(scores, labels)
    assert layer(rows, labels).item() == pytest.approx(expected.item(), **CLOSE)


def test_the_alignments_of_ctc() -> None:
    """P over all alignments of three frames; those that collapse to a sequence are the b of its label."""
    frames = torch.log_softmax(torch.randn(3, 3, dtype=torch.float64), -1)
    alignments = list(product(range(3), repeat=3))
    sequences = sorted({collapsed(one) for one in alignments})
    first_of = [next(one for one in alignments if collapsed(one) == s) for s in sequences]
    ordered = first_of + [one for one in alignments if one not in first_of]
    chances = [math.exp(sum(frames[t, c].item() for t, c in enumerate(one))) for one in ordered]
    shares = [fmpq(*p.as_integer_ratio()) for p in chances]
    labels = [sequences.index(collapsed(one)) + 1 for one in ordered]
    loss = LOSSES["ctc"]
    for number_of, sequence in enumerate(sequences, 1):
        sizes = {"S": len(ordered), "M": len(sequences), "y": number_of}
        point = Point(
            {s: fmpq(sizes[s.name]) for s, space in declared(loss) if s.name in sizes},
            {"P": tuple(shares), "b": tuple(map(fmpq, labels))},
        )
        theirs = torch.nn.functional.ctc_loss(
            frames[:, None], torch.tensor([sequence], dtype=torch.long).reshape(1, -1),
            torch.tensor([3]), torch.tensor([len(sequence)]), reduction="sum",
        )  # fmt: skip
        assert theirs.item() == pytest.approx(number(evaluate(loss.formula, point)), **CLOSE), sequence


def collapsed(alignment: tuple[int, ...]) -> tuple[int, ...]:
    """Repetitions are one symbol, and the blank, 0, is none."""
    kept = [c for t, c in enumerate(alignment) if t == 0 or alignment[t - 1] != c]
    return tuple(c for c in kept if c)


# ── edges ──

EDGES = [(name, edge) for name, loss in LOSSES.items() for edge in loss.edges]


@pytest.mark.parametrize(("name", "edge"), EDGES, ids=lambda one: getattr(one, "program", one))
def test_a_finding_is_what_the_library_does(name: str, edge: Edge) -> None:
    values = {symbol.name: number(evaluate(value, Point())) for symbol, value in edge.at}
    program = edge.program.rsplit(".", 1)[1]
    if edge.program.startswith("sklearn"):
        theirs = oracles.of_sklearn(name, values)
        found = (theirs.loss, theirs.gradient[0], theirs.hessian[0])[edge.order]
    else:
        predictions = [symbol.name for symbol, _ in LOSSES[name].predictions]
        cost, gradient, hessian = oracles.of_torch(oracles.TORCH[name][program], values, predictions)
        place = predictions.index(edge.by.name)
        found = (cost, gradient[place], hessian[place][place])[edge.order]
    assert found == pytest.approx(float(edge.found), rel=1e-8, nan_ok=True)
    formula = formula_at(LOSSES[name], edge)
    assert formula is None or number(formula) != pytest.approx(found, **CLOSE), "the formula says the same"
