# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often something may be tried, counted in the database so that all processes agree.

Buckets are keyed hashes: the table holds neither addresses nor names.
"""

from __future__ import annotations

import time
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest

from linli.kernel import clock
from linli.kernel.problem import TOO_MANY

from .. import crypto
from .models import Attempt

COUNT = """
insert into access_attempt (bucket, window_ends, count) values (%s, %s, 1)
on conflict (bucket) do update set
  count = case when access_attempt.window_ends <= %s then 1 else access_attempt.count + 1 end,
  window_ends = case when access_attempt.window_ends <= %s
                then excluded.window_ends else access_attempt.window_ends end
returning count
"""

_windows: dict[tuple[str, str], tuple[float, int]] = {}  # (what, who) -> (end of the window, tries in it)
MOST_WINDOWS = 10_000


def allow(what: str, who: str, *, times: int, seconds: int) -> None:
    """Count one try of ``what`` by ``who``; raises ``too_many`` beyond ``times`` in ``seconds``."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [_bucket(what, who), now + timedelta(seconds=seconds), now, now])
        count = cursor.fetchone()[0]
    if count > times:
        raise TOO_MANY(minutes=max(1, seconds // 60))


def allow_here(what: str, who: str, *, times: int, seconds: int) -> None:
    """As :func:`allow`, counted by this process alone and never written down.

    For high bounds that protect the service and no secret: exactness is not worth a write each time.
    """
    now = time.monotonic()
    end, count = _windows.get((what, who), (0.0, 0))
    if end <= now:
        if len(_windows) >= MOST_WINDOWS:
            _windows.clear()
        end, count = now + seconds, 0
    _windows[what, who] = (end, count + 1)
    if count >= times:
        raise TOO_MANY(minutes=max(1, seconds // 60))


def give_back(what: str, who: str) -> None:
    """Count the last try no longer, because it was right.

    For bounds by network address: a call centre, a kiosk or a village behind one router is many people,
    and they are not held up because all of them came in.
    """
    Attempt.objects.filter(bucket=_bucket(what, who), count__gt=0).update(count=F("count") - 1)


def forget(what: str, who: str) -> None:
    """Start counting anew, for example after the right password."""
    Attempt.objects.filter(bucket=_bucket(what, who)).delete()


def sweep() -> int:
    """Remove windows that have ended; how many."""
    return Attempt.objects.filter(window_ends__lt=clock.now()).delete()[0]


def address(request: HttpRequest) -> str:
    """The network address to count by.

    Behind ``LINLI_PROXIES`` proxies it is the one that the outermost of them saw: everything further
    left in ``X-Forwarded-For`` was written by whoever sent the request, and proves nothing.
    """
    seen: str = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    return hops[-settings.PROXIES] if 0 < settings.PROXIES <= len(hops) else seen


def _bucket(what: str, who: str) -> str:
    return crypto.blind(who, f"attempt:{what}").hex()
