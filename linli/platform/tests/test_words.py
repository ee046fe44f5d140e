# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is left is said in the unit that fits, and never as nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from linli.kernel import clock
from linli.platform.ui.words import left_words

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words", "spoken"),
    [
        (3 * 86400, "3 days left", "还剩 3 天"),
        (86400 - 1, "23 hours left", "还剩 23 小时"),
        (3600, "1 hour left", "还剩 1 小时"),
        (3599, "59 minutes left", "还剩 59 分钟"),
        (0, "1 minute left", "还剩 1 分钟"),
        (-1, "1 minute overdue", "超期 1 分钟"),
        (-3599, "59 minutes overdue", "超期 59 分钟"),
        (-3600, "1 hour overdue", "超期 1 小时"),
        (-2 * 86400, "2 days overdue", "超期 2 天"),
    ],
)
def test_what_is_left_is_told_in_the_unit_that_fits(seconds: int, words: str, spoken: str) -> None:
    with clock.standing_at(NOON):
        for language, told in (("en", words), ("zh-hans", spoken)):
            with translation.override(language):
                assert left_words(NOON + timedelta(seconds=seconds)) == told
