# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filling the town in SQL: copies of its own reports with their threads, older ones all closed.

A copy keeps the place, the category, the unit and the words of its pattern, and gets a word of its own
group (one of some thousands), so that there are rare words and common ones to look for. Its moments lie
as far from each other as the pattern's; events and parts are copied as well.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connections

CHUNK = 100_000
YEARS = 2
GROUPS = 5003  # words of their own: each is in one of so many matters
RECENT_DAYS = 45  # within these some matters are still open, as in life
COPIED = "S"  # what the numbers of copies begin with

PATTERNS = """
create temporary table pattern as
select row_number() over (order by received_at) - 1 as nr, c.* from (
  select *, state in ('closed', 'declined', 'withdrawn', 'transferred') as closed from cases_case
  where merged_into_id is null and not restricted) c;
create temporary table old_pattern as
  select row_number() over (order by nr) - 1 as turn, nr from pattern where closed;
create temporary table any_pattern as select nr as turn, nr from pattern;
"""

# One chunk of copies: g is the number of the copy, at its moment, pattern which report it copies.
COPIES = """
create temporary table copy on commit drop as
select g, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0')
    || '7' || substr(md5(g::text), 1, 19))::uuid as new_id,
  at - p.received_at as later, 'zu' || (g %% {groups}) as own, p.id as old_id
from (
  select g, now() - interval '{years} years' * ((%(total)s - g)::float8 / %(total)s) as at
  from generate_series(%(begin)s::bigint, %(end)s::bigint) as g) as moment
join lateral (
  select nr from old_pattern where moment.at < now() - interval '{recent} days'
    and turn = g %% (select count(*) from old_pattern)
  union all
  select nr from any_pattern where moment.at >= now() - interval '{recent} days'
    and turn = g %% (select count(*) from any_pattern)) as chosen on true
join pattern p on p.nr = chosen.nr
"""


def fill(total: int, note: Callable[[str], None]) -> None:
    """Write ``total`` copies as the owner of the tables, then make indexes and statistics anew."""
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute(PATTERNS)
        cursor.execute("alter table journal_event disable trigger user")
        indexes = _drop_indexes(cursor)
        for begin in range(1, total + 1, CHUNK):
            end = min(total, begin + CHUNK - 1)
            cursor.execute("begin")
            cursor.execute(
                COPIES.format(groups=GROUPS, years=YEARS, recent=RECENT_DAYS),
                {"total": total, "begin": begin, "end": end},
            )
            for statement in _copying(cursor):
                cursor.execute(statement)
            cursor.execute("commit")
            note(f"{end:,}")
        cursor.execute("alter table journal_event enable trigger user")
        for number, definition in enumerate(indexes, 1):
            note(f"index {number} of {len(indexes)}")
            cursor.execute(definition)
        note("statistics")
        cursor.execute("vacuum analyze")
    owner.close()


def _copying(cursor: object) -> list[str]:
    changed = {
        "cases_case": {
            "id": "new_id", "number": f"'{COPIED}' || g", "title": "t.title || ' ' || own",
            "text": "t.text || ' ' || own", "words": "t.words || array_to_tsvector(array[own])",
            "source": "'bench'", "source_ref": "g::text",
            "due_at": "t.due_at + later", "received_at": "t.received_at + later",
            "answered_at": "t.answered_at + later", "closed_at": "t.closed_at + later",
        },
        "cases_part": {
            "id": "gen_random_uuid()", "case_id": "new_id", "begun_at": "t.begun_at + later",
            "due_at": "t.due_at + later", "ended_at": "t.ended_at + later",
        },
        "cases_step": {"case_id": "new_id", "at": "t.at + later", "deed_id": "null"},
        "journal_event": {
            "subject": "new_id", "occurred_at": "t.occurred_at + later",
            "recorded_at": "t.recorded_at + later",
        },
    }  # fmt: skip
    key = {"cases_case": "id", "cases_part": "case_id", "cases_step": "case_id", "journal_event": "subject"}
    statements = []
    for table, new in changed.items():
        serial = table in ("cases_step", "journal_event")
        columns = [name for name in _columns(cursor, table) if not (serial and name == "id")]
        values = [new.get(name, f't."{name}"') for name in columns]
        named = ", ".join(f'"{name}"' for name in columns)
        statements.append(
            f"insert into {table} ({named}) select {', '.join(values)}"  # noqa: S608 (our own names)
            f" from copy join {table} t on t.{key[table]} = copy.old_id"
        )
    return statements


def _columns(cursor: object, table: str) -> list[str]:
    cursor.execute(  # type: ignore[attr-defined]
        "select column_name from information_schema.columns where table_name = %s"
        " and table_schema = 'public' and is_generated = 'NEVER' order by ordinal_position",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]  # type: ignore[attr-defined]


def _drop_indexes(cursor: object) -> list[str]:
    """Drop what is no constraint; the statements that make it again."""
    cursor.execute(  # type: ignore[attr-defined]
        "select indexname, indexdef from pg_indexes where schemaname = 'public'"
        " and tablename in ('cases_case', 'cases_part', 'cases_step') and indexname not in"
        " (select conname from pg_constraint) order by 1"
    )
    found = cursor.fetchall()  # type: ignore[attr-defined]
    for name, _ in found:
        cursor.execute(f'drop index "{name}"')  # type: ignore[attr-defined]
    return [definition for _, definition in found]


def disk_mb() -> int:
    """What the database takes on disk, indexes included, in MB."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select pg_database_size(current_database()) / 1000000")
        return int(cursor.fetchone()[0])
