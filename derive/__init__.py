"""derive: maximum likelihood estimators, step by step, each line a theorem.

>>> import derive
>>> derive.mle("bernoulli").estimators
{'p': Sum(x[i], (i, 1, n))/n}

The names are handed on when they are first used, so that `import derive` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.api import (
        Composition,
        Family,
        LossVerdict,
        MaximumLikelihood,
        Proof,
        article,
        articles,
        families,
        fit,
        formats,
        identify,
        loss,
        losses,
        mle,
        plot,
        prove,
        render,
        replay,
        show,
        verify,
        write,
    )
    from derive.data.fit import Fit
    from derive.errors import DataError, DeriveError, NoMaximiserError
    from derive.identities import read_identity
    from derive.identities.files import read_identities
    from derive.identities.many import verify_many
    from derive.statement import Open, Proved, Refuted, Verdict

    __version__: str

_HOMES = {
    "derive.api": (
        "Composition", "Family", "LossVerdict", "MaximumLikelihood", "Proof", "article", "articles", "families",
        "fit", "formats", "identify", "loss", "losses", "mle", "plot", "prove", "render", "replay", "show",
        "verify", "write",
    ),
    "derive.data.fit": ("Fit",),
    "derive.errors": ("DataError", "DeriveError", "NoMaximiserError"),
    "derive.identities": ("read_identity",),
    "derive.identities.files": ("read_identities",),
    "derive.identities.many": ("verify_many",),
    "derive.statement": ("Open", "Proved", "Refuted", "Verdict"),
}  # fmt: skip

__all__ = [
    "Composition", "DataError", "DeriveError", "Family", "Fit", "LossVerdict", "MaximumLikelihood",
    "NoMaximiserError", "Open", "Proof", "Proved", "Refuted", "Verdict", "__version__", "article", "articles",
    "families", "fit", "formats", "identify", "loss", "losses", "mle", "plot", "prove", "read_identities",
    "read_identity", "render", "replay", "show", "verify", "verify_many", "write",
]  # fmt: skip


def __getattr__(name: str) -> object:
    value: object = None
    if name == "__version__":
        value = _version()
    else:
        home = next((home for home, names in _HOMES.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("derive-likelihood")
    except PackageNotFoundError:  # a checkout that is on the path without being installed
        return "0+unknown"
