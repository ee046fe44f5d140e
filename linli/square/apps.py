# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class SquareConfig(AppConfig):
    name = "linli.square"
    label = "square"
