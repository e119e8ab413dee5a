"""How the names that derivations introduce are written. `{0}` is the first argument,
`{rest}` the others; a name with `{rest}` is only meant where there are others."""

import re

ACCENTED = re.compile(r"([A-Za-z]|[a-z]{2,})_?(bar|hat|tilde)")
"""A letter and its accent, such as xbar."""

FUNCTION_NAMES = {
    "L": "L({0})",
    "ell": r"\ell({0})",
    "f": "f({0}; {rest})",
    "q": r"\hat{{q}}({0})",
    "crossentropy": r"H(\hat{{q}}, f_{{{0}}})",
    "divergence": r"D(\hat{{q}} \parallel f_{{{0}}})",
    "I": "I({0})",
    "se": r"\operatorname{{se}}({0})",
    "Istar": r"I^{{*}}({0})",
    "sestar": r"\operatorname{{se}}^{{*}}({0})",
    "Jstar": r"J^{{*}}({0})",
    "BCE": r"\mathrm{{BCE}}({0})",
}

INDEXED = {"se": r"\operatorname{se}"}
"""Names that may bear an index: se_mu is the standard error of the estimate of mu."""

SYMBOL_NAMES = {
    "entropy": r"H(\hat{q})",
    "sigma2": r"\sigma^2",
    "tau2": r"\tau^2",
}

COMMANDS = {
    "sigmoid": r"\sigma",
    "logit": r"\operatorname{logit}",
    "softplus": r"\operatorname{softplus}",
    "tanh": r"\tanh",
    "sinh": r"\sinh",
    "cosh": r"\cosh",
    "loggamma": r"\log\Gamma",
    "Beta": r"\mathrm{B}",
    "digamma": r"\psi",
    "trigamma": r"\psi'",
    "lambert_w0": "W_0",
    "lambert_wm1": "W_{-1}",
    "erf": r"\operatorname{erf}",
    "erfc": r"\operatorname{erfc}",
    "gamma": r"\Gamma",
    "sign": r"\operatorname{sign}",
    "maximum": r"\max",
    "minimum": r"\min",
}
"""The functions of the vocabulary that are written before their arguments."""
