# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class ErasureConfig(AppConfig):
    name = "linli.platform.erasure"
    label = "erasure"
