# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "linli.field"
    label = "field"
