# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was taken out before there was a log stands in it too, so that its author can appeal."""

from django.db import migrations

# The rules had codes till now; their numbers are the order of these.
CODES = "array['personal', 'insult', 'advert', 'off_topic', 'unlawful', 'twice']"


class Migration(migrations.Migration):
    dependencies = [("participation", "0040_moderation_texts_hearings")]

    operations = [
        migrations.RunSQL(
            f"""
            insert into participation_moderation_act
                (id, kind, subject, called, page, place_path, deed, version, number, reason, at,
                 appeal, paper, outcome, answer)
            select distinct on (said.id) gen_random_uuid(), 'proposal', said.id, said.number,
                '/take-part/' || space.code || '/' || said.number || '/', space.place_path, 'hide', 1,
                array_position({CODES}, said.rule::text), step.text, step.at, '', '', '', ''
            from participation_proposal said
                join participation_space space on space.id = said.space_id
                join participation_step step on step.proposal_id = said.id and step.deed = 'hide'
            where said.state = 'hidden' and array_position({CODES}, said.rule::text) is not null
            order by said.id, step.seq desc
            """,  # noqa: S608 (our own words)
            migrations.RunSQL.noop,
        )
    ]
