# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal: audit trail, outbox and the ledger's source in one append-only table.

``append`` writes events and, in the same transaction, one delivery row for every subscriber.
``subscribe`` names a handler; ``deliver`` hands letters over, at least once, in order per subject.
"""

from .registry import Subscription, subscribe, subscriptions

__all__ = ["Subscription", "subscribe", "subscriptions"]
