"""Small numbers in published tables: which cells are left empty so that none can be worked out.

A table adds up twice: rows to areas and the district, columns to totals. An empty cell is safe if
the published rest allows another table in which it has another value. Such a table comes about by a
move: add 1 to some cells and take 1 from others so that every sum stays. A move along the rows is a
path through the tree of sums from one cell at its edge to another; the same holds for the columns;
a move in the table is the product of both. All cells of one move are emptied together and then
protect each other: each may be any of the values the move can reach.
"""

import itertools
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

R = TypeVar("R", bound=Hashable)
C = TypeVar("C", bound=Hashable)
N = TypeVar("N", bound=Hashable)

# Zeros are published. A reader who knows this knows that an empty cell is at least 1.
LEAST: Final = 1


class Sum(NamedTuple, Generic[N]):
    """One sum of a table: the total and the parts it is made of."""

    total: N
    parts: tuple[N, ...]


class Sums(Generic[N]):
    """The sums along one side of a table: a forest in which each name is part of at most one sum."""

    def __init__(self, sums: Sequence[Sum[N]]) -> None:
        self.sums = sums
        self.of_total: dict[N, list[Sum[N]]] = {}
        self.of_part: dict[N, Sum[N]] = {}
        for one in sums:
            self.of_total.setdefault(one.total, []).append(one)
            for part in one.parts:
                if part in self.of_part:
                    raise ValueError(f"{part!r} is part of two sums")
                self.of_part[part] = one
        for name in self.of_part:
            self._check_ends(name)

    def _check_ends(self, name: N) -> None:
        seen = {name}
        while name in self.of_part:
            name = self.of_part[name].total
            if name in seen:
                raise ValueError(f"{name!r} is part of itself")
            seen.add(name)

    def moves(self, name: N) -> Iterator[dict[N, int]]:
        """Every way to change this name and keep all sums; the name itself goes up by 1."""
        for below in self._below(name, None):
            for around in self._around(name):
                yield below | around

    def _below(self, name: N, without: Sum[N] | None) -> Iterator[dict[N, int]]:
        """In each sum of which this name is the total one part has to change with it."""
        choices = [
            [move for part in one.parts for move in self._below(part, None)]
            for one in self.of_total.get(name, [])
            if one is not without
        ]
        for chosen in itertools.product(*choices):
            yield {name: 1} | {other: sign for move in chosen for other, sign in move.items()}

    def _around(self, name: N) -> Iterator[dict[N, int]]:
        """In the sum of which this name is a part another part goes down, or the total goes up."""
        one = self.of_part.get(name)
        if one is None:
            yield {}
            return
        for sibling in one.parts:
            if sibling != name:
                for below in self._below(sibling, None):
                    yield {other: -sign for other, sign in below.items()}
        for below in self._below(one.total, one):
            for around in self._around(one.total):
                yield below | around


class Cell(NamedTuple, Generic[R, C]):
    """A place in the table."""

    row: R
    column: C


class _Table(NamedTuple, Generic[R, C]):
    values: Mapping[Cell[R, C], int]
    rows: Sums[R]
    columns: Sums[C]
    limit: int


def suppress(
    table: Mapping[R, Mapping[C, int]],
    parents: Mapping[R, R],
    column_groups: Mapping[C, Sequence[C]] | Iterable[tuple[C, Sequence[C]]] = (),
    limit: int = 5,
) -> dict[R, dict[C, int | None]]:
    """FIG-2: Numbers from 1 to 4 are left out, and as many others as it takes so that they stay unknown.

    Left-out cells are None, whether small themselves or left out to protect one: a reader must not
    see the difference. Parents lead from a row to the row it is added to (municipality to area, area
    to district). A column group is a total with its parts; groups come as a mapping, or as pairs where
    one total is divided in several ways (by track, by age). For each left-out cell at least `limit`
    different whole numbers remain possible. The same table always gives the same answer.

    Two tables with numbers in common must be suppressed as one: what one leaves out, the other may
    tell. ValueError if the sums of the table do not add up or numbers are negative.

    Source: counting rule (h) of the field; design rule (cells of 1-4); the hypercube method of
    official statistics for the idea of emptying cells together.
    """
    pairs = column_groups.items() if isinstance(column_groups, Mapping) else column_groups
    whole = _Table(
        {Cell(row, column): value for row, line in table.items() for column, value in line.items()},
        Sums([Sum(total, tuple(parts)) for total, parts in _children(table, parents).items()]),
        Sums([Sum(total, tuple(parts)) for total, parts in pairs]),
        limit,
    )
    _check_sums(whole)
    hidden: dict[Cell[R, C], None] = {}
    for cell, value in whole.values.items():
        if 0 < value < limit:
            hidden.update(dict.fromkeys(_cheapest(cell, whole, hidden)))
    return {
        row: {column: None if Cell(row, column) in hidden else value for column, value in line.items()}
        for row, line in table.items()
    }


def _children(table: Mapping[R, object], parents: Mapping[R, R]) -> dict[R, list[R]]:
    """Parts of each total, in the order of the table."""
    found: dict[R, list[R]] = {}
    for row in table:
        if row in parents:
            found.setdefault(parents[row], []).append(row)
    return found


def _check_sums(table: _Table[R, C]) -> None:
    """A table that does not add up has no other table with the same sums."""
    values = table.values
    if any(value < 0 for value in values.values()):
        raise ValueError("numbers of a table are never negative")
    for (row, column), value in values.items():
        made_of = [[Cell(part, column) for part in one.parts] for one in table.rows.of_total.get(row, [])]
        made_of += [[Cell(row, part) for part in one.parts] for one in table.columns.of_total.get(column, [])]
        if any(sum(values[part] for part in parts) != value for parts in made_of):
            raise ValueError(f"the parts of {row!r}, {column!r} do not add up")


def _cheapest(cell: Cell[R, C], table: _Table[R, C], hidden: Container[Cell[R, C]]) -> Iterable[Cell[R, C]]:
    """The move through a cell that is wide enough and hides the least: smallest sum, then fewest cells.

    There is always one: straight up through all totals, of which none is published.
    """
    wide = (move for move in _moves(cell, table) if _is_wide(move, table))
    return min(wide, key=lambda move: _cost(move, table, hidden))


def _moves(cell: Cell[R, C], table: _Table[R, C]) -> Iterator[dict[Cell[R, C], int]]:
    along_columns = list(table.columns.moves(cell.column))
    for row_move in table.rows.moves(cell.row):
        for column_move in along_columns:
            yield {
                Cell(row, column): row_sign * column_sign
                for row, row_sign in row_move.items()
                for column, column_sign in column_move.items()
            }


def _is_wide(move: Mapping[Cell[R, C], int], table: _Table[R, C]) -> bool:
    """Whether the cells of a move can take at least `limit` values without one falling below the least."""
    rising = [table.values[cell] - LEAST for cell, sign in move.items() if sign > 0]
    falling = [table.values[cell] - LEAST for cell, sign in move.items() if sign < 0]
    if min(rising + falling) < 0:
        return False
    return not falling or min(rising) + min(falling) + 1 >= table.limit


def _cost(move: Iterable[Cell[R, C]], table: _Table[R, C], hidden: Container[Cell[R, C]]) -> tuple[int, int]:
    new = [table.values[cell] for cell in move if cell not in hidden]
    return sum(new), len(new)
