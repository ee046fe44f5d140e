# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "linli.people"
    label = "people"
