"""The losses of PyTorch and scikit-learn, called as their users call them.

Each takes the arguments of the loss of the catalogue by name: in PyTorch's as tensors (a vector in one
dimension), so that autograd can follow them, in scikit-learn's as numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import sklearn._loss.loss as sk
import sklearn.metrics as metrics
import torch
import torch.nn as nn
from torch import Tensor

Call = Callable[[Mapping[str, Tensor]], Tensor]
Numbers = Mapping[str, float | list[float]]


@dataclass(frozen=True)
class Values:
    """A loss with its first and second derivative in the prediction, as scikit-learn gives them; those of a
    vector by entries, of the Hessian the diagonal."""

    loss: float
    gradient: list[float]
    hessian: list[float]
    is_bound: bool


def place(label: Tensor) -> Tensor:
    """The number of a class, counted from 0, of one observation."""
    return (label.long() - 1).reshape(1)


def column(number: int, size: int) -> Tensor:
    """The label 1 in one of two columns, as a distribution."""
    return torch.eye(size, dtype=torch.float64)[number]


def two(a: Tensor) -> Tensor:
    """The probabilities of the labels 1 and 0."""
    return torch.stack([a, 1 - a])


def class_weights(w: Tensor, classes: int) -> Tensor:
    """w for the first class, 1 for every other."""
    return torch.cat([w.reshape(1), torch.ones(classes - 1, dtype=torch.float64)])


def distribution(label: Tensor, classes: int) -> Tensor:
    return column(int(label) - 1, classes)[None]


def logits_of(a: Tensor) -> Tensor:
    """Two scores whose softmax gives the labels 1 and 0 the probabilities a and 1 − a."""
    return torch.log(two(a))[None]


TORCH: dict[str, dict[str, Call]] = {
    "absolute-error": {"L1Loss": lambda v: nn.L1Loss()(v["m"], v["y"])},
    "binary-cross-entropy": {"BCELoss": lambda v: nn.BCELoss()(v["a"], v["y"])},
    "binary-cross-entropy-clamped": {"BCELoss": lambda v: nn.BCELoss()(v["a"], v["y"])},
    "binary-cross-entropy-logits": {
        "BCEWithLogitsLoss": lambda v: nn.BCEWithLogitsLoss()(v["z"], v["y"]),
        "MultiLabelSoftMarginLoss": lambda v: nn.MultiLabelSoftMarginLoss()(
            v["z"].reshape(1, 1), v["y"].reshape(1, 1)
        ),
    },
    "binary-cross-entropy-pos-weight": {
        "BCEWithLogitsLoss(pos_weight)": lambda v: nn.BCEWithLogitsLoss(pos_weight=v["w"])(v["z"], v["y"]),
    },
    "binary-cross-entropy-soft": {"BCELoss": lambda v: nn.BCELoss()(v["a"], v["y"])},
    "binary-label-smoothing": {
        "CrossEntropyLoss(label_smoothing)": lambda v: nn.CrossEntropyLoss(label_smoothing=float(v["s"]))(
            logits_of(v["a"]), (1 - v["y"]).long().reshape(1)
        ),
    },
    "brier": {"MSELoss": lambda v: nn.MSELoss()(v["a"], v["y"])},
    "cosine-embedding": {
        "CosineEmbeddingLoss": lambda v: nn.CosineEmbeddingLoss()(
            torch.stack([v["c"], torch.sqrt(1 - v["c"] ** 2)])[None], column(0, 2)[None], torch.ones(1)
        ),
    },
    "cross-entropy": {
        "CrossEntropyLoss": lambda v: nn.CrossEntropyLoss()(v["z"][None], place(v["y"])),
    },
    "cross-entropy-weighted": {
        "CrossEntropyLoss(weight)": lambda v: nn.CrossEntropyLoss(
            weight=class_weights(v["w"], len(v["z"])), reduction="sum"
        )(v["z"][None], place(v["y"])),
    },
    "gaussian-nll": {"GaussianNLLLoss": lambda v: nn.GaussianNLLLoss()(v["m"], v["y"], v["v"])},
    "gaussian-nll-full": {
        "GaussianNLLLoss(full=True)": lambda v: nn.GaussianNLLLoss(full=True)(v["m"], v["y"], v["v"]),
    },
    "gaussian-nll-clamped": {
        "GaussianNLLLoss(eps)": lambda v: nn.GaussianNLLLoss(eps=float(v["r"]))(v["m"], v["y"], v["v"]),
    },
    "hinge-embedding": {
        "HingeEmbeddingLoss": lambda v: nn.HingeEmbeddingLoss(margin=float(v["m"]))(v["d"], v["y"]),
    },
    "huber": {"HuberLoss": lambda v: nn.HuberLoss(delta=float(v["d"]))(v["m"], v["y"])},
    "kl-divergence": {
        "KLDivLoss": lambda v: nn.KLDivLoss(reduction="sum")(torch.log(two(v["a"])), two(v["y"])),
    },
    "kl-divergence-log-target": {
        "KLDivLoss(log_target=True)": lambda v: nn.KLDivLoss(reduction="sum", log_target=True)(
            torch.log(two(v["a"])), torch.stack([v["y"], torch.log(-torch.expm1(v["y"]))])
        ),
    },
    "kl-divergence-mean": {
        "KLDivLoss(reduction='mean')": lambda v: nn.KLDivLoss(reduction="mean")(
            torch.log(v["p"])[None], distribution(v["y"], len(v["p"]))
        ),
    },
    "kl-divergence-soft": {
        "KLDivLoss": lambda v: nn.KLDivLoss(reduction="sum")(torch.log(two(v["a"])), two(v["y"])),
    },
    "label-smoothing": {
        "CrossEntropyLoss(label_smoothing)": lambda v: nn.CrossEntropyLoss(label_smoothing=float(v["s"]))(
            v["z"][None], place(v["y"])
        ),
    },
    "logistic-loss": {"SoftMarginLoss": lambda v: nn.SoftMarginLoss()(v["s"], v["y"])},
    "margin-ranking": {
        "MarginRankingLoss": lambda v: nn.MarginRankingLoss(margin=float(v["g"]))(
            v["a"].reshape(1), v["b"].reshape(1), torch.ones(1)
        ),
    },
    "multi-margin": {
        "MultiMarginLoss": lambda v: nn.MultiMarginLoss(margin=float(v["m"]))(v["z"][None], place(v["y"])),
    },
    "nll": {
        "NLLLoss": lambda v: nn.NLLLoss()(torch.log(v["p"])[None], place(v["y"])),
        "KLDivLoss(reduction='batchmean')": lambda v: nn.KLDivLoss(reduction="batchmean")(
            torch.log(v["p"])[None], distribution(v["y"], len(v["p"]))
        ),
    },
    "nll-unnormalised": {"NLLLoss": lambda v: nn.NLLLoss()(v["z"][None], place(v["y"]))},
    "poisson-log-rate": {"PoissonNLLLoss": lambda v: nn.PoissonNLLLoss()(v["z"], v["y"])},
    "poisson-rate": {
        "PoissonNLLLoss(log_input=False)": lambda v: nn.PoissonNLLLoss(log_input=False, eps=float(v["r"]))(
            v["m"], v["y"]
        ),
    },
    "poisson-stirling": {
        "PoissonNLLLoss(full=True)": lambda v: nn.PoissonNLLLoss(full=True)(v["z"], v["y"]),
    },
    "smooth-l1": {"SmoothL1Loss": lambda v: nn.SmoothL1Loss(beta=float(v["b"]))(v["m"], v["y"])},
    "squared-error": {"MSELoss": lambda v: nn.MSELoss()(v["m"], v["y"])},
    "triplet-margin": {
        "TripletMarginWithDistanceLoss": lambda v: nn.TripletMarginWithDistanceLoss(
            distance_function=lambda one, other: (one - other).sum(-1), margin=float(v["g"])
        )(torch.zeros(1, 1, dtype=torch.float64), -v["a"].reshape(1, 1), -v["b"].reshape(1, 1)),
        "TripletMarginLoss": lambda v: nn.TripletMarginLoss(margin=float(v["g"]), eps=0)(
            torch.zeros(1, 1, dtype=torch.float64), v["a"].reshape(1, 1), v["b"].reshape(1, 1)
        ),
    },
}
"""Losses of torch.nn. The torch of the weighted mean divides by the sum of the weights, so it is the sum of one
observation that is compared; the 1/K of `KLDivLoss` is that of its reduction "mean"."""

SKLEARN: dict[str, tuple[str, Callable[[Numbers], sk.BaseLoss], str]] = {
    "absolute-error": ("AbsoluteError", lambda _: sk.AbsoluteError(), "m"),
    "binary-cross-entropy-logits": ("HalfBinomialLoss", lambda _: sk.HalfBinomialLoss(), "z"),
    "cross-entropy": ("HalfMultinomialLoss", lambda v: sk.HalfMultinomialLoss(n_classes=size(v["z"])), "z"),
    "exponential-loss": ("ExponentialLoss", lambda _: sk.ExponentialLoss(), "s"),
    "gamma-log-mean": ("HalfGammaLoss", lambda _: sk.HalfGammaLoss(), "z"),
    "half-squared-error": ("HalfSquaredError", lambda _: sk.HalfSquaredError(), "m"),
    "huber": ("HuberLoss", lambda v: sk.HuberLoss(delta=v["d"]), "m"),
    "pinball": ("PinballLoss", lambda v: sk.PinballLoss(quantile=v["q"]), "m"),
    "poisson-log-rate": ("HalfPoissonLoss", lambda _: sk.HalfPoissonLoss(), "z"),
    "tweedie": ("HalfTweedieLossIdentity", lambda v: sk.HalfTweedieLossIdentity(power=v["p"]), "m"),
    "tweedie-compound-poisson": (
        "HalfTweedieLossIdentity", lambda v: sk.HalfTweedieLossIdentity(power=v["p"]), "m",
    ),
}  # fmt: skip
"""Losses of sklearn._loss: name, loss of these constants, and the name of what is predicted."""

METRICS: dict[str, tuple[str, Callable[[list[float], list[float]], float]]] = {
    "gamma-deviance": ("mean_gamma_deviance", metrics.mean_gamma_deviance),
    "inverse-gaussian-deviance": (
        "mean_tweedie_deviance(power=3)", lambda y, m: metrics.mean_tweedie_deviance(y, m, power=3),
    ),
    "poisson-deviance": ("mean_poisson_deviance", metrics.mean_poisson_deviance),
}  # fmt: skip


def size(vector: float | list[float]) -> int:
    assert isinstance(vector, list)
    return len(vector)


def of_sklearn(name: str, values: Numbers) -> Values:
    """The loss with its derivatives; labels of classes are counted from 0, as scikit-learn counts them."""
    _, made, predicted = SKLEARN[name]
    loss, prediction, y = made(values), values[predicted], values["y"]
    target = np.array([y - 1.0 if isinstance(prediction, list) else y])
    raw = np.array([prediction], dtype=float)
    gradient, hessian = loss.gradient_hessian(y_true=target, raw_prediction=raw)
    cost = loss.loss(y_true=target, raw_prediction=raw)
    return Values(cost.item(), gradient.ravel().tolist(), hessian.ravel().tolist(), loss.approx_hessian)


def of_torch(call: Call, values: Numbers, by: list[str]) -> tuple[float, list[float], list[list[float]]]:
    """The loss, its gradient by all entries of what is predicted, and the Hessian, by autograd."""
    tensors = {name: torch.tensor(value, dtype=torch.float64) for name, value in values.items()}
    leaves = [tensors[name].requires_grad_() for name in by]
    cost = call(tensors)
    first = flat(torch.autograd.grad(cost, leaves, create_graph=True))
    return cost.item(), first.tolist(), [second(entry, leaves) for entry in first]


def second(entry: Tensor, leaves: list[Tensor]) -> list[float]:
    """One row of the Hessian; zeros where autograd sees nothing that could change."""
    size = sum(leaf.numel() for leaf in leaves)
    if not entry.requires_grad:
        return [0.0] * size
    try:
        rows = torch.autograd.grad(entry, leaves, retain_graph=True, allow_unused=True, materialize_grads=True)
    except RuntimeError:  # no second derivative is programmed
        return [math.nan] * size
    return list(flat(rows).tolist())


def flat(parts: tuple[Tensor, ...]) -> Tensor:
    return torch.cat([part.reshape(-1) for part in parts])
