# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "linli.fieldwork"
    label = "fieldwork"
