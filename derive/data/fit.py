"""What a fit tells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.data.plan import Plan


@dataclass(frozen=True, repr=False)
class Fit:
    """Maximum likelihood estimates on data. `standard_errors` is None where there are none, and `errors_by`
    says why, or else which information they are from. `proved` is whether a theorem says that this is the
    maximum, under the `conditions`, which were checked on the data; else `method` searched for it."""

    family: str
    estimates: Mapping[str, float]
    standard_errors: Mapping[str, float] | None
    errors_by: str
    loglikelihood: float
    n: int | float
    method: str
    proved: bool
    conditions: tuple[str, ...]
    known: Mapping[str, float]
    plan: Plan = field(compare=False)

    def __repr__(self) -> str:
        errors = self.standard_errors or {}
        shown = ", ".join(
            f"{name} = {number:.6g}" + (f" ± {errors[name]:.2g}" if name in errors else "")
            for name, number in self.estimates.items()
        )
        height = f"log-likelihood {self.loglikelihood:.6g}, n = {self.n:,}"
        return f"<Fit {self.family}: {shown}; {height}; {self.method}>"

    def as_data(self) -> dict[str, object]:
        """Everything as values of JSON."""
        return {
            "family": self.family,
            "n": self.n,
            "known": dict(self.known),
            "estimates": dict(self.estimates),
            "standard_errors": None if self.standard_errors is None else dict(self.standard_errors),
            "errors_by": self.errors_by,
            "loglikelihood": self.loglikelihood,
            "method": self.method,
            "proved": self.proved,
            "conditions": list(self.conditions),
        }

    def to_json(self) -> str:
        return json.dumps(self.as_data(), ensure_ascii=False)
