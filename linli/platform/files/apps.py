# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "linli.platform.files"
    label = "files"
