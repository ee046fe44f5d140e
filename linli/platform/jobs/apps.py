# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "linli.platform.jobs"
    label = "jobs"

    def ready(self) -> None:
        autodiscover_modules("handlers", "slots")
