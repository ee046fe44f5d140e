# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "linli.topics"
    label = "topics"
