# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "linli.platform.access"
    label = "access"
