# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules and log of moderation, joining with consent, drafts with amendments, hearings."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import linli.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("participation", "0030_surveys"),
        ("people", "0040_account_language"),
        ("places", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(db_collation="C", max_length=20, unique=True)),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                ("place_path", models.CharField(db_collation="C", max_length=400)),
                (
                    "level",
                    models.CharField(
                        db_collation="C", help_text="of the pact that it becomes", max_length=24
                    ),
                ),
                ("pact", models.CharField(blank=True, db_collation="C", max_length=60)),
                ("rung", models.CharField(db_collation="C", max_length=12)),
                ("begins", models.DateField()),
                ("ends", models.DateField()),
                ("state", models.CharField(db_collation="C", max_length=8)),
                ("edition", models.PositiveSmallIntegerField(default=1)),
                ("version", models.PositiveIntegerField()),
                ("changed_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
                    ),
                ),
            ],
            options={
                "db_table": "participation_text",
                "ordering": ("-changed_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.PositiveSmallIntegerField()),
                ("edition", models.PositiveSmallIntegerField()),
                ("clause", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(db_collation="C", max_length=8)),
                ("words", models.CharField(blank=True, max_length=600)),
                ("reason", models.CharField(max_length=600)),
                ("paper", models.CharField(blank=True, max_length=80)),
                ("state", models.CharField(db_collation="C", max_length=10)),
                ("verdict", models.CharField(blank=True, db_collation="C", max_length=8)),
                ("answer", models.TextField(blank=True)),
                ("used", models.CharField(blank=True, max_length=600)),
                ("applied", models.PositiveSmallIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participation.drafttext",
                    ),
                ),
            ],
            options={
                "db_table": "participation_amendment",
                "ordering": ("text", "seq"),
            },
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(db_collation="C", max_length=20, unique=True)),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField()),
                ("place_path", models.CharField(db_collation="C", max_length=400)),
                ("categories", models.JSONField()),
                ("begins", models.DateField()),
                ("ends", models.DateField()),
                ("meets_at", models.DateTimeField(null=True)),
                ("spot", models.CharField(blank=True, max_length=120)),
                ("state", models.CharField(db_collation="C", max_length=10)),
                ("notice_rule", models.CharField(blank=True, db_collation="C", max_length=80)),
                ("announced_at", models.DateTimeField(null=True)),
                ("report", models.TextField(blank=True)),
                ("reported_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField()),
                ("changed_at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
                    ),
                ),
            ],
            options={
                "db_table": "participation_hearing",
                "ordering": ("-begins", "id"),
            },
        ),
        migrations.CreateModel(
            name="HearingAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seq", models.PositiveSmallIntegerField()),
                ("use", models.CharField(db_collation="C", max_length=8)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participation.hearing",
                    ),
                ),
            ],
            options={
                "db_table": "participation_hearing_answer",
                "ordering": ("hearing", "seq"),
            },
        ),
        migrations.CreateModel(
            name="HearingComment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.PositiveSmallIntegerField()),
                ("category", models.PositiveSmallIntegerField()),
                ("words", models.TextField()),
                ("longitude", models.FloatField(null=True)),
                ("latitude", models.FloatField(null=True)),
                ("paper", models.CharField(blank=True, max_length=80)),
                ("state", models.CharField(db_collation="C", max_length=10)),
                ("made_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participation.hearinganswer",
                    ),
                ),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participation.hearing",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "db_table": "participation_hearing_comment",
                "ordering": ("hearing", "seq"),
            },
        ),
        migrations.CreateModel(
            name="HearingPaper",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seq", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120)),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participation.hearing",
                    ),
                ),
            ],
            options={
                "db_table": "participation_hearing_paper",
                "ordering": ("hearing", "seq"),
            },
        ),
        migrations.CreateModel(
            name="Merging",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("agreed", models.BooleanField(null=True)),
                ("root_agreed", models.BooleanField(null=True)),
                ("paper", models.CharField(blank=True, max_length=80)),
                ("root_paper", models.CharField(blank=True, max_length=80)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participation.proposal",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participation.proposal",
                    ),
                ),
            ],
            options={
                "db_table": "participation_merging",
                "ordering": ("-asked_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="ModerationAct",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(db_collation="C", max_length=12)),
                ("subject", models.UUIDField(null=True)),
                ("called", models.CharField(db_collation="C", max_length=60)),
                ("page", models.CharField(db_collation="C", max_length=200)),
                ("place_path", models.CharField(db_collation="C", max_length=400)),
                ("deed", models.CharField(db_collation="C", max_length=8)),
                ("version", models.PositiveSmallIntegerField(help_text="of the rules")),
                ("number", models.PositiveSmallIntegerField(help_text="of the rule")),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                ("appeal", models.TextField(blank=True)),
                (
                    "paper",
                    models.CharField(blank=True, help_text="the paper with the appeal", max_length=80),
                ),
                ("appealed_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, db_collation="C", max_length=8)),
                ("answer", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decider",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "moderator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "participation_moderation_act",
                "ordering": ("-at", "id"),
            },
        ),
        migrations.CreateModel(
            name="ModerationRule",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("code", models.CharField(db_collation="C", max_length=12)),
                ("words", models.JSONField()),
                ("valid_from", models.DateField()),
            ],
            options={
                "db_table": "participation_moderation_rule",
                "ordering": ("version", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("version", "number"), name="participation_rule_number"),
                    models.UniqueConstraint(fields=("version", "code"), name="participation_rule_code"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AmendmentVoice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("sheet", models.CharField(blank=True, max_length=80)),
                ("value", models.SmallIntegerField(help_text="1 for it, -1 against it")),
                ("count", models.PositiveSmallIntegerField(default=1)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participation.amendment",
                    ),
                ),
            ],
            options={
                "db_table": "participation_amendment_voice",
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("account__isnull", False)),
                        fields=("amendment", "account"),
                        name="participation_amendment_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("sheet", ""), _negated=True),
                        fields=("amendment", "sheet", "value"),
                        name="participation_amendment_sheet",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftClause",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("edition", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=600)),
                ("before", models.PositiveSmallIntegerField(default=0)),
                ("by", models.JSONField(default=list)),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="participation.drafttext",
                    ),
                ),
            ],
            options={
                "db_table": "participation_clause",
                "ordering": ("text", "edition", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("text", "edition", "number"), name="participation_clause_number"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.UniqueConstraint(fields=("text", "seq"), name="participation_amendment_seq"),
        ),
        migrations.AddConstraint(
            model_name="hearinganswer",
            constraint=models.UniqueConstraint(fields=("hearing", "seq"), name="participation_answer_seq"),
        ),
        migrations.AddConstraint(
            model_name="hearingcomment",
            constraint=models.UniqueConstraint(fields=("hearing", "seq"), name="participation_comment_seq"),
        ),
        migrations.AddConstraint(
            model_name="hearingpaper",
            constraint=models.UniqueConstraint(fields=("hearing", "seq"), name="participation_paper_seq"),
        ),
        migrations.AddConstraint(
            model_name="merging",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("proposal",),
                name="participation_merging_once",
            ),
        ),
        migrations.AddIndex(
            model_name="moderationact",
            index=models.Index(fields=["kind", "subject"], name="participation_act_subject"),
        ),
        migrations.AddIndex(
            model_name="moderationact",
            index=models.Index(fields=["-at", "id"], name="participation_act_at"),
        ),
    ]
