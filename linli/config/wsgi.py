# SPDX-License-Identifier: AGPL-3.0-or-later
"""The WSGI application; a process of the web server ends when the server was killed without a word."""

import os
import threading
import time

from django.core.wsgi import get_wsgi_application


def end_when_orphaned(parent: int) -> None:
    """End ourselves soon after ``parent`` has. It may be dead already: then we have another one now."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
server = int(os.environ.get("LINLI_CHILD", "0"))
if server not in (0, os.getpid()):
    end_when_orphaned(server)
application = get_wsgi_application()
