# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class NormsConfig(AppConfig):
    name = "linli.norms"
    label = "norms"
