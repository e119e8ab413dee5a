"""Statements as pure data: facts, what is given, claims, verdicts."""

from derive.statement.claims import (
    STATEMENTS,
    Argmax,
    Argmin,
    Claim,
    Equivalent,
    FunctionClaim,
    JointArgmax,
    JointClaim,
    JointSupremum,
    Limit,
    MaximiserFamily,
    Monotone,
    OneMaximiser,
    Sense,
    StrictlyConcave,
    Supremum,
    UniqueRoot,
    approached,
    in_several,
)
from derive.statement.density import Answer, Checked, DensityCheck, Place, Shown, Unseen
from derive.statement.facts import (
    REALS,
    Definition,
    Domain,
    Each,
    Equal,
    Fact,
    Index,
    Integers,
    Interval,
    JointDensity,
    Less,
    LessEqual,
    Member,
    Relation,
    Sample,
    Unequal,
    Values,
    fact_map,
    integer,
    nonnegative,
    nonzero,
    positive,
    real,
    terms_of,
)
from derive.statement.given import NOTHING, Assumption, Given, Provenance, free_of_fact
from derive.statement.identity import Identity
from derive.statement.loss import Loss
from derive.statement.model import Model, stated_by
from derive.statement.verdicts import NormalForm, Open, Proved, Refuted, Repair, Verdict

__all__ = [
    "NOTHING", "REALS", "STATEMENTS", "Answer", "Argmax", "Argmin", "Assumption", "Checked", "Claim",
    "Definition", "DensityCheck", "Domain", "Each", "Equal", "Equivalent", "Fact", "FunctionClaim", "Given",
    "Identity", "Index", "Integers", "Interval", "JointArgmax", "JointClaim", "JointDensity", "JointSupremum",
    "Less", "LessEqual", "Limit", "Loss", "MaximiserFamily", "Member", "Model", "Monotone", "NormalForm",
    "OneMaximiser", "Open", "Place", "Proved", "Provenance", "Refuted", "Relation", "Repair", "Sample", "Sense",
    "Shown", "StrictlyConcave", "Supremum", "Unequal", "UniqueRoot", "Unseen", "Values", "Verdict",
    "approached", "fact_map", "free_of_fact", "in_several", "integer", "nonnegative", "nonzero", "positive",
    "real", "stated_by", "terms_of",
]  # fmt: skip
