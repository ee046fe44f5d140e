# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows behind the rates as a CSV file that anybody can read and count. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from .rates import Outcome, Row

HEADER = ("month", "unit", "outcome", "contacted", "solved", "satisfied", "excluded")


class Writer(Protocol):
    """What ``csv.writer`` gives."""

    def writerow(self, row: Iterable[Any], /) -> Any: ...


def write_rows(writer: Writer, rows: Iterable[Row]) -> None:
    """The header and one line for each row."""
    writer.writerow(HEADER)
    for row in rows:
        said = ("yes" if row.contacted else "no", row.solved, row.satisfied)
        told = said if row.outcome is Outcome.RATED else ("", "", "")
        writer.writerow((row.month, row.unit, row.outcome.value, *told, row.excluded))


def read_rows(lines: Iterable[Mapping[str, str]]) -> Iterator[Row]:
    """Rows of a file with that header. Raises ``ValueError`` naming the line that is none."""
    for number, line in enumerate(lines, 2):
        try:
            yield _row(line)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"line {number} is no row of rates: {error}") from None


def _row(line: Mapping[str, str]) -> Row:
    outcome = Outcome(line["outcome"])
    if outcome is not Outcome.RATED:
        return Row(line["month"], line["unit"], outcome, excluded=line["excluded"])
    satisfied = int(line["satisfied"])
    if line["contacted"] not in ("yes", "no") or line["solved"] not in ("yes", "partly", "no"):
        raise ValueError("contacted is yes or no, solved is yes, partly or no")
    if not 1 <= satisfied <= 5:
        raise ValueError("satisfied is 1 to 5")
    contacted = line["contacted"] == "yes"
    return Row(line["month"], line["unit"], outcome, contacted, line["solved"], satisfied, line["excluded"])
