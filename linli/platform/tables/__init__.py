# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables in files: reading CSV and XLSX row by row, writing them so that no cell is a formula."""

from .read import TABLE_UNREADABLE, Table, open_table
from .write import safe, write_csv, write_jsonl, write_xlsx

__all__ = ["TABLE_UNREADABLE", "Table", "open_table", "safe", "write_csv", "write_jsonl", "write_xlsx"]
