# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal refuses change: a trigger answers UPDATE, DELETE and TRUNCATE with an error."""

from django.db import migrations

FORWARD = """
create function journal_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only: % refused', tg_op
    using errcode = 'insufficient_privilege';
end $$;
create trigger journal_event_append_only before update or delete on journal_event
  for each row execute function journal_refuse();
create trigger journal_event_no_truncate before truncate on journal_event
  for each statement execute function journal_refuse();
"""
BACK = """
drop trigger journal_event_append_only on journal_event;
drop trigger journal_event_no_truncate on journal_event;
drop function journal_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
