"""The same claims in Maxima, and one Maxima process that answers them with `radcan`.

It gets what `peers` gives to SymPy, and the bounds as well, which it can assume: `assume(p > 0, p < 1)`.
Hyperbolic functions, log-gamma, beta and binomials are written out, since radcan works over exp and log.
`sum` is declared linear and sums are simplified where Maxima can (`simpsum`). A question at the terminal is
answered by an error: there is nobody there.
"""

from __future__ import annotations

import ctypes
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

import peers
from sympy import Abs, Add, Derivative, Expr, Indexed, Mul, Pow, Product, Rational, S, Sum, Symbol
from sympy import sign as sympy_sign

from derive.language.vocabulary import (
    DEFINITIONS,
    FUNCTIONS,
    digamma,
    if_equal,
    if_less,
    indicator,
    maximum,
    minimum,
    trigamma,
    xlogy,
)
from derive.statement import Identity, Integers, Interval, Less, LessEqual, Member, Unequal, Values

NOBODY = '(defun retrieve (msg flag) (declare (ignore msg flag)) (merror "a question"))'
SETTINGS = "display2d:false$ simpsum:true$ declare(nounify(sum),linear)$ prederror:false$"
JUDGE = """
judge(gap) := block([d: errcatch(radcan(gap))],
  if d = [] then "undecided" elseif is(first(d) = 0) then "proved"
  elseif constantp(first(d)) then block([f: errcatch(float(first(d)))],
    if f # [] and numberp(first(f)) and abs(first(f)) > 1e-9 then "refuted" else "undecided")
  else "undecided")$
judge_sign(gap, strict) := block([d: errcatch(radcan(gap)), s],
  if d = [] then "undecided" else
  (s: errcatch(if strict then is(first(d) > 0) else is(first(d) >= 0)),
   if s = [true] then "proved" elseif s = [false] then "refuted" else "undecided"))$
"""
CONSTANTS = {S.Pi: "%pi", S.Exp1: "%e", S.Infinity: "inf", S.NegativeInfinity: "minf"}
FORMS = {
    digamma: "psi[0]({})",
    trigamma: "psi[1]({})",
    maximum: "max({})",
    minimum: "min({})",
    indicator: "kron_delta({})",
    Abs: "abs({})",
    sympy_sign: "signum({})",
    xlogy: "(({0})*log({1}))",
    if_less: "(if ({0}) < ({1}) then ({2}) else ({3}))",
    if_equal: "(if equal({0}, {1}) then ({2}) else ({3}))",
}
NAMES = {function: name for name, function in FUNCTIONS.items()}


def installed() -> bool:
    return shutil.which("maxima") is not None


# ── writing ──


def written(term: Expr) -> str:
    """A term of ours in Maxima's language."""
    match term:
        case Rational():
            return f"({term.p}/{term.q})" if term.q != 1 else f"({term.p})"
        case Symbol():
            return f"v_{term.name}"
        case Indexed():
            return f"v_{peers.name_of(term)}[{', '.join(map(written, term.indices))}]"
        case Add():
            return "(" + " + ".join(map(written, term.args)) + ")"
        case Mul():
            return "(" + "*".join(map(written, term.args)) + ")"
        case Pow():
            return f"({written(term.base)}^{written(term.exp)})"
        case Sum() | Product():
            text = written(term.function)
            for index, low, high in term.limits:
                text = f"{type(term).__name__.lower()}({text}, v_{index.name}, {written(low)}, {written(high)})"
            return text
        case Derivative():
            text = written(term.expr)
            for variable in term.variables:
                text = f"diff({text}, {written(variable)})"
            return text
    if term in CONSTANTS:
        return CONSTANTS[term]
    args = list(map(written, term.args))
    if type(term) in FORMS:
        form = FORMS[type(term)]
        return form.format(*args) if "{0}" in form else form.format(", ".join(args))
    if type(term) in DEFINITIONS:
        return written(DEFINITIONS[type(term)](*term.args))
    return f"{NAMES.get(type(term), type(term).__name__)}({', '.join(args)})"


def claims(identity: Identity) -> list[str]:
    """The calls that judge the claim."""
    found = []
    for left, sign, right in peers.put_in(identity):
        one, other = written(left), written(right)
        if identity.up_to:
            operator = "-" if identity.up_to == "constant" else "/"
            for variable in identity.variables:
                found.append(f"judge(diff(({one}) {operator} ({other}), v_{variable.name}))")
        elif sign == "=":
            found.append(f"judge(({one}) - ({other}))")
        else:
            found.append(f"judge_sign(({other}) - ({one}), {'true' if sign == '<' else 'false'})")
    return found


def assumed(identity: Identity) -> Iterator[str]:
    """The facts that Maxima can assume."""
    for fact in peers.plain_facts(identity):
        match fact:
            case Member(term=term, domain=domain):
                yield from within(term, domain)
            case Less(left=left, right=right):
                yield f"assume({written(left)} < {written(right)})"
            case LessEqual(left=left, right=right):
                yield f"assume({written(left)} <= {written(right)})"
            case Unequal(left=left, right=right):
                yield f"assume(notequal({written(left)}, {written(right)}))"


def within(term: Expr, domain: Interval | Integers | Values) -> Iterator[str]:
    text = written(term)
    whole = isinstance(domain, Integers) or (
        isinstance(domain, Values) and all(m.is_Integer for m in domain.members)
    )
    if whole and isinstance(term, Symbol):
        yield f"declare({text}, integer)"
    if isinstance(domain, Values):
        low, high, open_low, open_high = min(domain.members), max(domain.members), False, False
    else:
        low, high = domain.low, domain.high
        open_low = isinstance(domain, Interval) and not domain.low_closed
        open_high = isinstance(domain, Interval) and not domain.high_closed
    if low is not S.NegativeInfinity:
        yield f"assume({text} {'>' if open_low else '>='} {written(low)})"
    if high is not S.Infinity:
        yield f"assume({text} {'<' if open_high else '<='} {written(high)})"


# ── the process ──


class Maxima:
    """A running Maxima; one that does not answer in time is ended, and the next question starts another."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.process: subprocess.Popen[bytes] | None = None

    def prepare(self, identity: Identity) -> list[str]:
        """Translate the claim and tell Maxima the facts."""
        calls = claims(identity)
        facts = "".join(f"errcatch({fact})$ " for fact in assumed(identity))
        try:
            self.say(f"kill(all)$ {SETTINGS} {JUDGE} {facts}")
        except TimeoutError:
            return []
        return calls

    def ask(self, calls: list[str]) -> str:
        """The verdict. Raises TimeoutError."""
        until = time.perf_counter() + self.limit
        return peers.together(self.say(f"print({call})$", until - time.perf_counter()) for call in calls)

    def say(self, text: str, limit: float = 20.0) -> str:
        """What Maxima prints last when it is told this."""
        process = self.process or self.start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f'{text}\nprint("<end>")$\n'.encode())
        process.stdin.flush()
        until, heard = time.perf_counter() + limit, b""
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not heard.rstrip().endswith(b"<end>"):
                if not selector.select(max(until - time.perf_counter(), 0)):
                    self.stop()
                    raise TimeoutError
                more = os.read(process.stdout.fileno(), 65536)
                if not more:
                    self.stop()
                    return peers.UNDECIDED
                heard += more
        lines = heard.decode(errors="replace").split("<end>")[0].split()
        return lines[-1] if lines else ""

    def start(self) -> subprocess.Popen[bytes]:
        with tempfile.NamedTemporaryFile("w", suffix=".lisp", delete=False) as file:
            file.write(NOBODY)
        self.process = subprocess.Popen(
            ["maxima", "--very-quiet", "-p", file.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
        self.say("1$")
        os.unlink(file.name)
        return self.process

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def _die_with_parent() -> None:
    """In the child: a Maxima whose worker was ended does not go on alone."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
