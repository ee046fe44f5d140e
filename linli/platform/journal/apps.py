# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "linli.platform.journal"
    label = "journal"
