# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "linli.disputes"
    label = "disputes"
