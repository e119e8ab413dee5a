"""Linear programs over the rationals, solved exactly."""

from __future__ import annotations

from flint import fmpq

Row = list[fmpq]

PIVOTS = 300
ZERO = fmpq(0)


def maximum(rows: list[Row], right: Row, objective: Row) -> Row | None:
    """An x >= 0 with rows·x = right at which objective·x is largest, or None where there is none.

    Two phases and Bland's rule, so it never cycles; a decision procedure within the bound on the number of
    pivots, and None beyond it. The objective must be bounded.
    """
    width, count = len(objective), len(rows)
    table = []
    for k, (row, value) in enumerate(zip(rows, right, strict=True)):
        turned = [-a for a in row] if value < 0 else list(row)
        table.append([*turned, *(fmpq(int(j == k)) for j in range(count)), abs(value)])
    basis = [width + k for k in range(count)]
    shortage = [sum((row[j] for row in table), ZERO) for j in range(width)]
    cost = [*shortage, *[ZERO] * count, sum((row[-1] for row in table), ZERO)]
    left = _improve(table, basis, cost, width, PIVOTS)
    if left is None or cost[-1] != 0:
        return None
    _drop_artificial(table, basis, width)
    cost = [*objective, *[ZERO] * count, ZERO]
    for row, variable in zip(table, basis, strict=True):
        if variable < width and cost[variable] != 0:
            _subtract(cost, row, cost[variable])
    if _improve(table, basis, cost, width, left) is None:
        return None
    result = [ZERO] * width
    for row, variable in zip(table, basis, strict=True):
        if variable < width:
            result[variable] = row[-1]
    return result


def _improve(table: list[Row], basis: list[int], cost: Row, width: int, left: int) -> int | None:
    """Pivot until no column raises the objective; how many pivots are left, None if too few were."""
    while True:
        column = next((j for j in range(width) if cost[j] > 0), None)
        if column is None:
            return left
        ratios = [(row[-1] / row[column], basis[k], k) for k, row in enumerate(table) if row[column] > 0]
        if not ratios or left == 0:
            return None
        _pivot(table, basis, min(ratios)[2], column)
        _subtract(cost, table[min(ratios)[2]], cost[column])
        left -= 1


def _pivot(table: list[Row], basis: list[int], place: int, column: int) -> None:
    lead = table[place][column]
    if lead != 1:
        table[place] = [a / lead for a in table[place]]
    for k, row in enumerate(table):
        if k != place and row[column] != 0:
            _subtract(row, table[place], row[column])
    basis[place] = column


def _subtract(row: Row, other: Row, factor: fmpq) -> None:
    for j, value in enumerate(other):
        if value != 0:
            row[j] -= factor * value


def _drop_artificial(table: list[Row], basis: list[int], width: int) -> None:
    """An artificial variable that stayed in the basis is 0: put a real one in its place, or, where the
    row says nothing, leave it, for then it cannot change any more."""
    for k, variable in enumerate(basis):
        if variable >= width:
            column = next((j for j in range(width) if table[k][j] != 0), None)
            if column is not None:
                _pivot(table, basis, k, column)
