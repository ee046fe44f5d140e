# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class StampsConfig(AppConfig):
    name = "linli.platform.stamps"
    label = "stamps"
