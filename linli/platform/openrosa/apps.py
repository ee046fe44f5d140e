# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class OpenRosaConfig(AppConfig):
    name = "linli.platform.openrosa"
    label = "openrosa"
