"""Statements as pure data: facts, what is given, claims, verdicts."""

from derive.statement.claims import (
    STATEMENTS,
    Argmax,
    ArgmaxAtRoot,
    Argmin,
    Bijection,
    Claim,
    Equivalent,
    FunctionClaim,
    JointArgmax,
    Limit,
    MaximisedWhere,
    Monotone,
    OneRoot,
    Place,
    Sense,
    StrictlyConcave,
    Supremum,
    UniqueRoot,
    VectorArgmax,
    coordinates,
    in_several,
    one_of,
    place_map,
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
    Space,
    Unequal,
    Values,
    Vectors,
    entry,
    fact_map,
    integer,
    lying_in,
    nonnegative,
    nonzero,
    positive,
    real,
    space_map,
    terms_of,
)
from derive.statement.given import NOTHING, Assumption, Given, Provenance, free_of_fact
from derive.statement.identity import Identity
from derive.statement.loss import Loss
from derive.statement.model import Model
from derive.statement.verdicts import NormalForm, Open, Proved, Refuted, Repair, Verdict

__all__ = [
    "NOTHING", "REALS", "STATEMENTS", "Argmax", "ArgmaxAtRoot", "Argmin", "Assumption", "Bijection", "Claim",
    "Definition", "Domain", "Each", "Equal", "Equivalent", "Fact", "FunctionClaim", "Given", "Identity",
    "Index", "Integers", "Interval", "JointArgmax", "JointDensity", "Less", "LessEqual", "Limit", "Loss",
    "MaximisedWhere", "Member", "Model", "Monotone", "NormalForm", "OneRoot", "Open", "Place", "Proved",
    "Provenance", "Refuted", "Relation", "Repair", "Sample", "Sense", "Space", "StrictlyConcave", "Supremum",
    "Unequal", "UniqueRoot", "Values", "VectorArgmax", "Vectors", "Verdict", "coordinates",
    "entry", "fact_map", "free_of_fact", "in_several", "integer", "lying_in", "nonnegative", "nonzero",
    "one_of", "place_map", "positive", "real", "space_map", "terms_of",
]  # fmt: skip
