"""What is said of a loss: its title, its formula, labels and prediction."""

from __future__ import annotations

from sympy import Expr

from derive.catalogue import loss as catalogued_loss
from derive.catalogue import names as catalogue_names
from derive.document.blocks import Inlines, Math, Text
from derive.document.naming import definition_latex
from derive.document.words import Words
from derive.kernel.theorem import Theorem
from derive.notation.domains import domain_latex
from derive.notation.latex import latex
from derive.statement import DefiniteMatrices, Loss, Matrices, Vectors


def loss_gaps(theorem: Theorem, words: Words) -> dict[str, Inlines]:
    """What is said of a loss: its title, its formula, labels and prediction."""
    call, sample = theorem.equality.right, next(theorem.given.samples())
    assert not isinstance(sample.support, Vectors | DefiniteMatrices | Matrices)  # a loss speaks of numbers
    definition = next(d for d in theorem.given.definitions() if d.head.func == call.func)
    return {
        "loss": (Text(words.title(loss_named(call).title)),),
        "support": (Math(domain_latex(sample.support)),),
        "prediction": (Math(rf"\hat{{y}} = {latex(call.args[0])}"),),
        "definition": (Math(definition_latex(definition)),),
        "factor": (Math(rf"1/{latex(sample.index[2])}"),),
    }


def loss_named(call: Expr) -> Loss:
    """The loss of the catalogue whose symbol heads this term."""
    losses = (catalogued_loss(name) for name in catalogue_names("losses"))
    return next(loss for loss in losses if loss.symbol == call.func.__name__)
