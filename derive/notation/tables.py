"""The commands that are read without the converter, and what they stand for."""

from __future__ import annotations

FUNCTIONS = frozenset({
    "log", "exp", "ln", "lg", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth",
    "arcsin", "arccos", "arctan", "dim", "ker", "deg", "arg", "hom",
})  # fmt: skip
LIMITS = {
    "lim": "lim", "sup": "sup", "inf": "inf", "max": "max", "min": "min",
    "limsup": "lim sup", "liminf": "lim inf",
    "argmax": "arg max", "argmin": "arg min", "det": "det", "gcd": "gcd", "Pr": "Pr",
}  # fmt: skip
BIG = {
    "sum": "∑", "prod": "∏", "coprod": "∐", "int": "∫", "iint": "∬", "iiint": "∭", "oint": "∮", "bigcup": "⋃",
    "bigcap": "⋂", "bigvee": "⋁", "bigwedge": "⋀", "bigoplus": "⨁", "bigotimes": "⨂",
}  # fmt: skip
ACCENTS = {
    "hat": ("ˆ", False), "bar": ("¯", False), "tilde": ("~", False), "vec": ("→", False), "dot": ("˙", False),
    "ddot": ("¨", False),
    "check": ("ˇ", False), "breve": ("˘", False), "acute": ("´", False), "grave": ("`", False),
    "mathring": ("˚", False), "overline": ("¯", True), "widehat": ("ˆ", True), "widetilde": ("~", True),
    "underline": ("_", True), "overbrace": ("⏞", True), "underbrace": ("⏟", True),
}  # fmt: skip
FONTS = {
    "mathbb": "DOUBLE-STRUCK", "mathcal": "SCRIPT", "mathscr": "SCRIPT", "mathfrak": "FRAKTUR",
    "mathsf": "SANS-SERIF", "mathtt": "MONOSPACE",
}  # fmt: skip
ODD_LETTERS = {
    "DOUBLE-STRUCK": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    "SCRIPT": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
    "FRAKTUR": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
}
"""The letters that Unicode had before it had the alphabets."""

STYLES = {"displaystyle": True, "textstyle": False}
"""What makes the rest of a group large or small."""

SPOKEN = ("text", "textrm", "textit", "textup", "textnormal", "mbox", "textbf")
NAMES = ("mathrm", "mathbf", "mathit", "boldsymbol", "bm", "pmb")
ARROWS = {"xrightarrow": "→", "xleftarrow": "←", "xRightarrow": "⇒", "xLeftarrow": "⇐", "xmapsto": "↦"}
SIZES = {"big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3.0}
DELIMITERS = {
    r"\{": "{", r"\}": "}", r"\lbrace": "{", r"\rbrace": "}", r"\langle": "⟨", r"\rangle": "⟩",
    "<": "⟨", ">": "⟩",
    r"\lvert": "|", r"\rvert": "|", r"\vert": "|", r"\mid": "|", r"\lVert": "‖", r"\rVert": "‖", r"\Vert": "‖",
    r"\|": "‖", r"\parallel": "‖", r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lceil": "⌈", r"\rceil": "⌉",
    r"\lbrack": "[", r"\rbrack": "]",
} | {sign: sign for sign in "()[]|/."}  # fmt: skip
"""What may follow `\\left` or `\\big`; a dot is no bracket."""

SIGNS = {
    r"\{": ("{", "open"), r"\}": ("}", "close"), r"\lbrace": ("{", "open"), r"\rbrace": ("}", "close"),
    r"\lvert": ("|", "open"), r"\rvert": ("|", "close"), r"\lVert": ("‖", "open"), r"\rVert": ("‖", "close"),
    "|": ("|", "infix"), r"\vert": ("|", "infix"), r"\|": ("‖", "infix"), r"\Vert": ("‖", "infix"),
    "<": ("<", "infix"), ">": (">", "infix"), r"\lt": ("<", "infix"), r"\gt": (">", "infix"),
    r"\coloneqq": ("≔", "infix"), r"\colon": (":", "infix"), r"\bmod": ("mod", "infix"),
    r"\perp": ("⊥", "infix"),
    r"\setminus": ("∖", "infix"), r"\qed": ("∎", "infix"), r"\qedsymbol": ("∎", "infix"),
}  # fmt: skip
"""Text and form of an operator."""

LETTERS = {r"\%": "%", r"\$": "$", r"\#": "#", r"\&": "&", r"\_": "_", '"': '"', "@": "@", "`": "‘"}
REWRITTEN = {
    r"\dots": r"\ldots", r"\limits": "", r"\nolimits": "",
    r"\nonumber": "", r"\notag": "", r"\allowbreak": "", r"\mathopen": "", r"\mathclose": "",
    r"\mathrel": "", r"\mathbin": "", r"\mathord": "",
}  # fmt: skip
PASSED = (r"\sqrt",)
"""Commands that the converter reads, beside its table of symbols."""

COLOURS = {
    "black": "#000000", "blue": "#1f4e9c", "red": "#b3261e", "green": "#1b7a3d", "gray": "#6b6b6b",
    "orange": "#b35900", "purple": "#6a3fa0",
}  # fmt: skip
SPACES = {
    r"\,": 0.1667, r"\thinspace": 0.1667, r"\:": 0.2222, r"\>": 0.2222, r"\;": 0.2778, r"\!": -0.1667,
    r"\ ": 0.25, r"\space": 0.25, "~": 0.25, r"\enspace": 0.5, r"\quad": 1.0, r"\qquad": 2.0,
}  # fmt: skip
UNITS = {"em": 1.0, "ex": 0.43, "pt": 0.1, "mu": 1 / 18}
REFUSED = frozenset({
    "href", "url", "input", "include", "write", "immediate", "openin", "openout", "read", "def", "edef",
    "gdef", "xdef", "let", "newcommand", "renewcommand", "csname", "catcode", "require", "usepackage",
    "documentclass", "special", "message", "jobname", "string", "expandafter", "loop", "newenvironment",
    "style", "class", "cssId", "unicode", "includegraphics", "everymath",
})  # fmt: skip
"""Commands that reach out of the formula; any other unknown one is simply unknown."""
