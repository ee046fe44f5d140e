# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "linli.privacy"
    label = "privacy"
