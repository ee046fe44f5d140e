# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "linli.channels"
    label = "channels"

    def ready(self) -> None:
        from .commands import keeping  # noqa: F401
        from .wires import wire

        wire()
