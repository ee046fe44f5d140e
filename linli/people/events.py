# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from linli.kernel.events import Event, event


@event("people.absence_noted")
class AbsenceNoted(Event):
    """Somebody is away for some days, and another account stands in."""

    account: str
    deputy: str
    begins: str
    ends: str


@event("people.absence_ended")
class AbsenceEnded(Event):
    """Somebody is back before the day that was noted."""

    account: str


@event("people.signed_in")
class SignedIn(Event):
    """Somebody signed in, and how (password, code, demo); a second factor stands behind a plus sign."""

    way: str


@event("people.proved_anew")
class ProvedAnew(Event):
    """Somebody who was signed in proved once more who they are, and how; written as for signing in."""

    way: str


@event("people.sessions_ended")
class SessionsEnded(Event):
    """Sessions of an account were ended before their time; how many."""

    count: int


@event("people.password_changed")
class PasswordChanged(Event):
    """Somebody changed their own password."""


@event("people.factor_added")
class FactorAdded(Event):
    """Somebody set up a second factor (totp, passkey)."""

    kind: str


@event("people.factor_removed")
class FactorRemoved(Event):
    """Somebody removed a second factor of their own."""

    kind: str


@event("people.factors_taken")
class FactorsTaken(Event):
    """An administrator took every second factor of an account whose owner lost them; how many."""

    count: int


@event("people.recovery_renewed")
class RecoveryRenewed(Event):
    """Somebody had new recovery codes made."""


@event("people.identity_joined")
class IdentityJoined(Event):
    """Somebody joined an outside identity to their account, or followed an invitation to do so."""


@event("people.identity_left")
class IdentityLeft(Event):
    """Somebody parted with an outside identity."""


@event("people.invited")
class Invited(Event):
    """An administrator made an invitation for an account."""


@event("people.registered")
class Registered(Event):
    """A resident's account came to be with their first one-time code."""

    contact: str


@event("people.name_corrected")
class NameCorrected(Event):
    """Somebody said how they are called."""


@event("people.contact_changed")
class ContactChanged(Event):
    """Somebody put another contact in the place of one (phone, email)."""

    contact: str


@event("people.contact_erased")
class ContactErased(Event):
    """Somebody had a contact erased."""

    contact: str


@event("people.consent_given")
class ConsentGiven(Event):
    """Somebody consented to a purpose, in a numbered wording, by a channel."""

    purpose: str
    wording: int
    channel: str


@event("people.consent_withdrawn")
class ConsentWithdrawn(Event):
    """Somebody withdrew a consent."""

    purpose: str


@event("people.account_closed")
class AccountClosed(Event):
    """Somebody closed their account; storeys above erase what they hold about the person."""


@event("people.post_given")
class PostGiven(Event):
    """An account holds a post from now on."""

    account: str
    role: str
    unit: str
    place: str


@event("people.post_ended")
class PostEnded(Event):
    """A post ended."""

    account: str
    role: str


@event("people.rights_opened")
class RightsOpened(Event):
    """Somebody opened an administrator's rights for some minutes; the reason stays with the opening."""

    account: str
    minutes: int


@event("people.rights_closed")
class RightsClosed(Event):
    """Somebody closed an administrator's rights before their time ran out."""

    account: str


@event("people.duty_set")
class DutySet(Event):
    """A unit answers for a category at a place from a day on."""

    unit: str
    category: str
    place: str
    role: str
    valid_from: str


@event("people.duty_ended")
class DutyEnded(Event):
    """A duty ends on a day."""

    valid_to: str


@event("people.change_proposed")
class ChangeProposed(Event):
    """Somebody proposed that a duty be set or ended from a day on."""

    verb: str
    unit: str
    day: str


@event("people.change_decided")
class ChangeDecided(Event):
    """A second person agreed to a change of duties or refused it, or its proposer took it back."""

    state: str


@event("people.retention_ended")
class RetentionEnded(Event):
    """The time for which something was kept was over: it was erased or anonymised."""

    purpose: str
    ending: str


@event("people.retention_night")
class RetentionNightEnded(Event):
    """A night's work for a purpose: how many were due, how many ended, or why it stopped."""

    purpose: str
    why: str
    due: int
    done: int


@event("people.retention_confirmed")
class RetentionConfirmed(Event):
    """Somebody looked at a stop and let the nightly work go on."""

    purpose: str
    why: str


@event("people.hold_proposed")
class HoldProposed(Event):
    """Somebody wants something kept longer than its time, until a day."""

    purpose: str
    until: str


@event("people.hold_decided")
class HoldDecided(Event):
    """A second person agreed to a hold or refused it, or its proposer took it back."""

    purpose: str
    state: str


@event("people.mandate_given")
class MandateGiven(Event):
    """Somebody gave it to another to act for them, for some scopes until a day; how it is proved."""

    kind: str
    scopes: list[str]
    until: str
    way: str
    channel: str


@event("people.mandate_accepted")
class MandateAccepted(Event):
    """The helper takes it on: from now on they may act."""


@event("people.mandate_ended")
class MandateEnded(Event):
    """Nobody acts by this mandate any more; who ended it how."""

    how: str


@event("people.mandate_erased")
class MandateErased(Event):
    """The time for which an ended mandate was kept as evidence was over."""
