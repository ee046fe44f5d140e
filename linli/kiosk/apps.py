# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class KioskConfig(AppConfig):
    name = "linli.kiosk"
    label = "kiosk"
