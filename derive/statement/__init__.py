"""Statements as pure data: facts, what is given, claims, verdicts."""

from derive.statement.claims import (
    STATEMENTS,
    Argmax,
    Argmin,
    Claim,
    Equivalent,
    FunctionClaim,
    InverseMatrix,
    JointArgmax,
    Limit,
    Monotone,
    Sense,
    StrictlyConcave,
    Supremum,
    UniqueRoot,
    in_several,
)
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
from derive.statement.model import Model
from derive.statement.verdicts import NormalForm, Open, Proved, Refuted, Repair, Verdict

__all__ = [
    "NOTHING", "REALS", "STATEMENTS", "Argmax", "Argmin", "Assumption", "Claim", "Definition", "Domain",
    "Each", "Equal", "Equivalent", "Fact", "FunctionClaim", "Given", "Identity", "Index", "Integers",
    "Interval", "InverseMatrix", "JointArgmax", "JointDensity", "Less", "LessEqual", "Limit", "Loss", "Member",
    "Model", "Monotone", "NormalForm", "Open", "Proved", "Provenance", "Refuted", "Relation", "Repair",
    "Sample", "Sense", "StrictlyConcave", "Supremum", "Unequal", "UniqueRoot", "Values", "Verdict", "fact_map",
    "free_of_fact", "in_several", "integer", "nonnegative", "nonzero", "positive", "real", "terms_of",
]  # fmt: skip
