"""A reader who wants to know what a table leaves out, with exact linear programming.

The reader knows every sum of the table, that numbers are whole and never negative, and that zeros
are printed, so that what is left out is at least 1.
"""

from fractions import Fraction


def intervals(published, sums):
    """Lowest and highest possible value of each hidden cell; None for no upper bound.

    `published` maps cells to numbers or None; `sums` are (total cell, part cells).
    """
    hidden = [cell for cell, value in published.items() if value is None]
    rows, right = equations(published, sums, hidden)
    tableau, basis = first_corner(rows, right, len(hidden))
    found = {}
    for place, cell in enumerate(hidden):
        # Each search goes on from the corner of the last.
        lowest = climb(tableau, basis, {place: -1}, len(hidden))
        highest = climb(tableau, basis, {place: 1}, len(hidden))
        found[cell] = (1 - lowest, None if highest is None else 1 + highest)
    return found


def equations(published, sums, hidden):
    """Rows of coefficients over the hidden cells less 1, and right-hand sides that are not negative."""
    rows, right = [], []
    for total, parts in sums:
        row, known = [0] * len(hidden), 0
        for cell, sign in ((total, 1), *((part, -1) for part in parts)):
            if published[cell] is None:
                row[hidden.index(cell)] += sign
                known -= sign
            else:
                known -= sign * published[cell]
        if any(row):
            flip = -1 if known < 0 else 1
            rows.append([Fraction(flip * number) for number in row])
            right.append(Fraction(flip * known))
    return rows, right


def first_corner(rows, right, width):
    """Some solution y ≥ 0 of the equations, as a simplex tableau without superfluous rows."""
    count = len(rows)
    tableau = [row + [Fraction(int(i == j)) for j in range(count)] + [right[i]] for i, row in enumerate(rows)]
    basis = [width + i for i in range(count)]
    shortfall = climb(tableau, basis, {width + i: -1 for i in range(count)}, width + count)
    assert shortfall == 0, "the true table fits, so there is a solution"
    for i, column in enumerate(basis):
        other = next((j for j in range(width) if tableau[i][j]), None)
        if column >= width and other is not None:
            pivot(tableau, basis, i, other)
    kept = [i for i, column in enumerate(basis) if column < width]
    return [tableau[i][:width] + tableau[i][-1:] for i in kept], [basis[i] for i in kept]


def climb(tableau, basis, goal, width):
    """The maximum of a linear goal (Bland's rule), or None if there is none; moves the tableau there."""
    while True:
        paid = [(goal[b], line) for b, line in zip(basis, tableau, strict=True) if b in goal]
        gains = (goal.get(j, 0) - sum(price * line[j] for price, line in paid) for j in range(width))
        entering = next((j for j, gain in enumerate(gains) if gain > 0), None)
        if entering is None:
            return sum(price * line[-1] for price, line in paid)
        ratios = [
            (line[-1] / line[entering], basis[i], i) for i, line in enumerate(tableau) if line[entering] > 0
        ]
        if not ratios:
            return None
        pivot(tableau, basis, min(ratios)[2], entering)


def pivot(tableau, basis, i, j):
    divisor = tableau[i][j]
    line = tableau[i] = [number / divisor if number else number for number in tableau[i]]
    for other, changed in enumerate(tableau):
        if other != i and changed[j]:
            factor = changed[j]
            tableau[other] = [a - factor * b if b else a for a, b in zip(changed, line, strict=True)]
    basis[i] = j
