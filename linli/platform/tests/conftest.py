# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures of the platform's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import fixtures

from .letters import only_own


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """The test database is made for ``committed`` too: pytest-django looks for ``db`` alone, and
    without a test database the connection would lead to the real one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fixtures, "_get_databases_for_setup", lambda items: ({"default"}, set()))
        yield


@pytest.fixture
def own_letters() -> Iterator[None]:
    """Only the tests' own events and subscribers."""
    with only_own():
        yield
