"""Decision tables: cells, rules, hit policies, and a trace that says why.

Knows nothing of exercises: it could be a library of its own.

>>> troops, threat = Input("troops", Number("soldiers")), Scale(("low", "medium", "high"))
>>> def rule(id, cell, output):
...     return Rule(id, (parse_cell(cell, troops.kind),), (parse_value(output, threat),))
>>> table = Table("threat", (troops,), (Output("threat", threat),), HitPolicy.UNIQUE,
...               (rule("few", "< 3000", "low"), rule("many", ">= 3000", "high")))
>>> table.decide({"troops": 1500}).outputs
('low',)
>>> table.trace({"troops": 1500}).nearest().failed()[0].says()
'failed: troops is at least 3000 (it is 1500)'
"""

from exercise.tables.cells import (
    CellError,
    Condition,
    Flag,
    Kind,
    Number,
    Scale,
    Value,
    check_value,
    parse_cell,
    parse_value,
)
from exercise.tables.columns import Column
from exercise.tables.table import Decision, HitPolicy, Input, Output, Rule, Table, TableError
from exercise.tables.trace import Trace, TriedInput, TriedRule

__all__ = [
    "CellError",
    "Column",
    "Condition",
    "Decision",
    "Flag",
    "HitPolicy",
    "Input",
    "Kind",
    "Number",
    "Output",
    "Rule",
    "Scale",
    "Table",
    "TableError",
    "Trace",
    "TriedInput",
    "TriedRule",
    "Value",
    "check_value",
    "parse_cell",
    "parse_value",
]
