# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "linli.participation"
    label = "participation"
