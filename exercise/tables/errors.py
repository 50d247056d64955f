"""The two faults of a rule table: a cell that cannot be read, and a table that cannot be used."""


class CellError(ValueError):
    """A cell, a literal or a scale that cannot be read.

    It does not know where the cell stands: the reader of the file adds file, line and column.
    `message` is what is wrong, `seen` the text as it was found, `mend` what to write instead.
    """

    def __init__(self, message: str, seen: str, mend: str) -> None:
        super().__init__(f"{message}; seen {seen!r}; {mend}")
        self.message = message
        self.seen = seen
        self.mend = mend


class TableError(ValueError):
    """A table that is badly written, or that was asked something it cannot answer.

    `table` is its name ("" where none is known), `where` the input, output or rule, `message` what is wrong,
    `seen` the value as it was found, `mend` what to write instead.
    """

    def __init__(self, table: str, where: str, message: str, seen: str, mend: str) -> None:
        place = f"table {table}, {where}" if table else where
        super().__init__(f"{place}: {message}; seen {seen}; {mend}")
        self.table = table
        self.where = where
        self.message = message
        self.seen = seen
        self.mend = mend
