# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "linli.cases"
    label = "cases"
