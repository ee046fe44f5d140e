# SPDX-License-Identifier: AGPL-3.0-or-later
"""The WSGI application; a server's child ends when the server was killed without a word."""

import os
import threading
import time

from django.core.wsgi import get_wsgi_application


def end_when_orphaned() -> None:
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
if os.environ.get("LINLI_CHILD"):
    end_when_orphaned()
application = get_wsgi_application()
