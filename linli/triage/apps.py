# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "linli.triage"
    label = "triage"
