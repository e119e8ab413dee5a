"""From the text of a file, or from what a user tells, to a loss; whatever is wrong is told with file, line, key
and place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from sympy import Expr, Symbol

from derive.algebra.terms import names
from derive.catalogue.entry import Entry
from derive.catalogue.reading import LARGEST, text_of
from derive.catalogue.symbols import Declared, declared_space, domains, free, refuse_empty, stated, symbol_name
from derive.catalogue.vectors import domain_of, is_vector, refuse_mixture, refuse_range, vector_in
from derive.errors import CatalogueError
from derive.statement import DefiniteMatrices, Edge, Loss, Matrices, Member, Space, free_of_fact, indices_of

KEYS = (
    "name", "target", "prediction", "known", "formula", "parametrisation", "reduction", "symbol", "found",
    "source", "title", "note", "edges",
)  # fmt: skip
EDGE_KEYS = ("program", "at", "of", "found", "why")
ORDERS = ("value", "derivative", "second derivative")
REDUCTIONS = ("mean", "sum")
PARAMETRISATIONS = (
    "", "probability", "logit", "log-probability", "log-rate", "rate", "mean", "mean and variance", "median",
    "quantile", "location", "margin", "score",
)  # fmt: skip
SYMBOL = re.compile(r"[A-Za-z]\w*")


def read_loss_file(path: Path) -> Loss:
    """A loss in a file of the user's own. Raises CatalogueError naming the file, the line and the key."""
    return read_loss(text_of(path), str(path))


def read_loss(text: str, where: str) -> Loss:
    """A loss from the text of its file; `where` names the file in errors."""
    if len(text) > LARGEST:
        raise CatalogueError(f"{where}: too large for a loss (over {LARGEST:,} characters)")
    return loss_in(Entry.of(text, where))


def loss_of(formula: str, target: str, predictions: Iterable[str], known: Iterable[str] = ()) -> Loss:
    """A loss from its formula, where its target and its predictions lie, and the constants in it. Raises
    CatalogueError naming what is wrong."""
    predictions, known = tuple(predictions), tuple(known)
    constants = named(known, "known")
    predicted = named(predictions, "prediction", constants)
    told: dict[str, object] = {
        "name": "loss", "symbol": "loss", "source": "", "reduction": "mean", "target": target,
        "formula": formula,
        "prediction": predicted,
        "known": constants,
    }  # fmt: skip
    entry = Entry(told, "identify")
    return loss_in(entry)


def named(texts: tuple[str, ...], key: str, known: Iterable[str] = ()) -> dict[str, str]:
    """The texts by the symbols that they speak of, each of them once."""
    found = {name_in(each, key, known): each for each in texts}
    if len(found) < len(texts):
        raise CatalogueError(f"identify: {key}: a symbol is declared twice")
    return found


def name_in(text: str, key: str, known: Iterable[str]) -> str:
    """The name of the one symbol that a text says the place of."""
    symbol, _ = one_symbol(Entry({}, "identify"), key, text, known)
    return str(symbol.name)


def loss_in(entry: Entry) -> Loss:
    """The loss that an entry declares. Raises CatalogueError."""
    entry.only(KEYS)
    constants = entry.table("known")
    target = one_symbol(entry, "target", entry.text("target"), constants) if "target" in entry.data else None
    known = known_constants(entry, target[0] if target else Symbol(""))
    predictions = predicted(entry)
    declared = (*([target] if target else []), *predictions, *known)
    called = [symbol.name for symbol, _ in declared]
    if twice := sorted({name for name in called if called.count(name) > 1}):
        raise entry.wrong("prediction", f"{twice[0]} is declared twice")
    places = (*(["target"] if target else []), *(["prediction"] * len(predictions)))
    for key, (_, space) in zip(places, declared, strict=False):
        if isinstance(space, DefiniteMatrices | Matrices):
            raise entry.wrong(key, "a loss is about numbers and vectors, not about matrices")
        for index in indices_of(space):
            refuse_range(entry, key, index, dict(known), called)
        if unknown := sorted(free(space) - {symbol.name for symbol, _ in known}):
            raise entry.wrong(key, f"nothing is said of {unknown[0]}: declare it as known")
    formula = entry.term("formula", tuple(called))
    if target is not None and not any(stands_in(formula, a) for a, _ in predictions):
        raise entry.wrong("formula", f"the prediction {predictions[0][0]} does not stand in it")
    refuse_mixture(entry, formula, dict(declared), "formula")
    return Loss(
        entry.name(),
        entry.title(),
        entry.line("source") if entry.data.get("source") else "",
        symbol_of(entry),
        target,
        predictions,
        formula,
        one_of(entry, "reduction", REDUCTIONS),
        known,
        one_of(entry, "parametrisation", PARAMETRISATIONS) if "parametrisation" in entry.data else "",
        tuple(entry.table("found").items()),
        tuple(edge(one, declared, predictions) for one in entry.each("edges")),
        entry.lines_by_language("note"),
    )


def edge(entry: Entry, declared: Declared, predictions: Declared) -> Edge:
    """Where another program parts from the formula; a derivative is by the first prediction unless it is told
    which, as in "derivative in v"."""
    entry.only(EDGE_KEYS)
    places = entry.table("at")
    if missing := [symbol.name for symbol, _ in declared if symbol.name not in places]:
        raise entry.wrong("at", f"nothing is said of {missing[0]}")
    values = Entry(places, f"{entry.where}: at")
    at = tuple((symbol, values.term(symbol.name, ())) for symbol, _ in declared)
    by = {f"{order} in {symbol.name}": (order, symbol) for order in ORDERS[1:] for symbol, _ in predictions}
    by |= {order: (order, predictions[0][0]) for order in ORDERS}
    order, symbol = by[one_of(entry, "of", tuple(by))]
    why = entry.lines_by_language("why")
    return Edge(entry.line("program"), at, ORDERS.index(order), symbol, entry.line("found"), why)


def symbol_of(entry: Entry) -> str:
    symbol = entry.line("symbol")
    if not SYMBOL.fullmatch(symbol):
        raise entry.wrong("symbol", "must be a name of letters, digits and _")
    return symbol


def one_of(entry: Entry, key: str, allowed: tuple[str, ...]) -> str:
    value = entry.text(key)
    if value not in allowed:
        raise entry.wrong(key, f"must be one of {', '.join(filter(None, allowed))}, not {value!r}")
    return value


def stands_in(formula: Expr, prediction: Symbol) -> bool:
    """Whether a prediction, a number or a vector, stands in a formula."""
    return prediction.name in {part.name for part in names(formula) if isinstance(part, Symbol)}


def one_symbol(entry: Entry, key: str, text: str, known: Iterable[str]) -> tuple[Symbol, Space]:
    """The symbol that is not known and where it lies, from a text such as `0 < p < 1` or `z[k] real for
    k=1..K`."""
    if is_vector(text):
        return vector_in(entry, key, text)
    fact = stated(entry, key, text)
    sides = [fact.term] if isinstance(fact, Member) else sorted(free_of_fact(fact), key=str)
    symbols = [side for side in sides if isinstance(side, Symbol) and side.name not in known]
    if len(symbols) > 1:
        raise entry.wrong(
            key, f"nothing is said of {' and '.join(map(str, symbols))}: declare all but one as known"
        )
    domain = domain_of(fact, symbols[0]) if symbols else None
    if domain is None:
        raise entry.wrong(key, f"must say where one symbol lies, as in y > 0, not {text!r}")
    refuse_empty(entry, key, domain)
    return symbols[0], domain


def known_constants(entry: Entry, target: Symbol) -> Declared:
    """The known constants, whose domains may speak of each other."""
    homes = {symbol_name(entry, "known", key): "known" for key in entry.table("known")}
    return domains(entry, "known", target, homes)


def predicted(entry: Entry) -> Declared:
    """The one prediction, from a text; several from a table."""
    value = entry.data.get("prediction")
    if not isinstance(value, Mapping):
        return (one_symbol(entry, "prediction", entry.text("prediction"), entry.table("known")),)
    if not value:
        raise entry.wrong("prediction", 'must say where what is predicted lies, as in "0 < p < 1"')
    found = []
    for key, text in entry.table("prediction").items():
        symbol = Symbol(symbol_name(entry, "prediction", key))
        place = f"prediction.{key}"
        space = declared_space(entry, place, symbol, text)
        refuse_empty(entry, place, space)
        found.append((symbol, space))
    return tuple(found)
