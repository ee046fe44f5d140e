# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where matters stand in navigation, on the front page, and which page is whose home."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.kernel.problem import mark
from linli.people import public as people
from linli.platform.access import SIGNED_IN, STAFF, actor_of, roles
from linli.platform.ui.slots import Entry, fill
from linli.privacy import public as privacy

from .queries import (
    CaseFilter,
    copy_of_all,
    own_list,
    own_matters,
    place_counts,
    public_list,
    records,
    rehearse,
    town_numbers,
    unit_loads,
)
from .queries.access import number_of
from .views.matter import FOLLOWS
from .views.own import WORDS, words

WORKERS = roles("grid_worker", "community_worker")
TAKES_DOWN = roles("operator", "coordinator", "community_worker")

HELPED = {  # what whoever acts for a person may bring about, with words for the person
    "cases.received": mark("a matter was brought"),
    "cases.noted": mark("something was added to a matter"),
    "cases.rated": mark("an answer was rated"),
    "cases.moved": mark("a matter was taken up again or taken back"),
    "cases.stepped": mark("a step of a course of law was taken"),
    "cases.objected": mark("an objection to what was hidden was made"),
}


@fill("door", order=10)
def report_door(request: HttpRequest) -> Entry:
    says = gettext("A question, a broken lamp, a complaint, an idea, a thank-you.")
    return Entry(gettext("Say something"), reverse("report"), "message-circle", context={"says": says})


@fill("door", order=20)
def track_door(request: HttpRequest) -> Entry:
    says = gettext("Where does it stand, what was answered, is it solved?")
    return Entry(gettext("Follow my matter"), reverse("track"), "route", context={"says": says})


@fill("door", order=30)
def nearby_door(request: HttpRequest) -> Entry:
    says = gettext("What others have brought, on the map and as a list.")
    return Entry(gettext("See what is going on"), reverse("nearby"), "map", context={"says": says})


@fill("square_nav", order=10)
def report_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Report"), reverse("report"))


@fill("square_nav", order=20)
def track_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Follow"), reverse("track"))


@fill("ask_law", order=10)
def report_entry(request: HttpRequest, question: str, day: date) -> Entry:
    """The question goes along as the first words of a matter."""
    return Entry(gettext("Report it"), f"{reverse('report')}?{urlencode({'text': question})}")


@fill("square_nav", order=30)
def nearby_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Near by"), reverse("nearby"))


@fill("square_nav", order=40, policy=FOLLOWS)
def mine_line(request: HttpRequest) -> Entry:
    return Entry(gettext("My matters"), reverse("mine"))


@fill("me", order=10, policy=SIGNED_IN)
def own_matters_piece(request: HttpRequest) -> Entry:
    """The matters that the person brought: on their own page, to nobody else."""
    page = own_list(actor_of(request), limit=10)
    return Entry(template="cases/me.html", context={"page": page})


@fill("me_subjects", order=10, policy=SIGNED_IN)
def own_subjects(request: HttpRequest) -> Entry:
    return Entry(context={"subjects": own_matters(UUID(actor_of(request).id))})


@fill("me_copy", order=10, policy=SIGNED_IN)
def own_copies(request: HttpRequest) -> Entry:
    """Everything that the person's matters keep about them, with its files."""
    rows, files = copy_of_all(actor_of(request))
    return Entry("matters", context={"data": rows, "words": words(), "files": files})


@fill("square_nav", order=90, policy=STAFF)
def desk_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Desk"), reverse("desk"))


@fill("front", order=10)
def front_piece(request: HttpRequest) -> Entry:
    """Search, the map of what is open, the newest matters, and the last thirty days."""
    context = {
        "numbers": town_numbers(),
        "counts": place_counts(CaseFilter(group="open")),
        "newest": public_list(CaseFilter(), limit=6).lines,
        "link": f"{reverse('nearby')}?place=",
    }
    return Entry(template="cases/front.html", context=context)


@fill("home", order=10, policy=WORKERS)
def field_home(request: HttpRequest) -> Entry:
    return Entry(url=reverse("field"))


@fill("home", order=20, policy=STAFF)
def desk_home(request: HttpRequest) -> Entry:
    return Entry(url=reverse("desk"))


@fill("home", order=30, policy=SIGNED_IN)
def own_home(request: HttpRequest) -> Entry:
    return Entry(url=reverse("mine"))


@fill("desk_nav", order=10, policy=STAFF)
def queue_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Queue"), reverse("desk"), "inbox")


@fill("desk_nav", order=20, policy=TAKES_DOWN)
def take_down_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Take a call"), reverse("desk-new"), "phone")


@fill("desk_nav", order=25, policy=roles("operator"))
def follow_up_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Ask how it went"), reverse("desk-follow-ups"), "star")


@fill("desk_nav", order=28, policy=roles("coordinator"))
def presses_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Press"), reverse("desk-presses"), "triangle-alert")


@fill("desk_nav", order=29, policy=roles("coordinator"))
def hotline_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Hotline files"), reverse("desk-hotline"), "import")


@fill("desk_nav", order=24, policy=STAFF)
def issues_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Hot issues"), reverse("desk-issues"), "group")


@fill("square_foot", order=15)
def commitments_line(request: HttpRequest) -> Entry:
    return Entry(gettext("What was promised"), reverse("commitments"))


@fill("square_foot", order=16)
def items_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Problem lists"), reverse("problem-items"))


@fill("desk_nav", order=46, policy=STAFF)
def items_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Problem lists"), reverse("desk-items"), "list-checks")


@fill("desk_nav", order=45, policy=STAFF)
def commitments_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Commitments"), reverse("desk-commitments"), "clipboard-check")


@fill("square_nav", order=33)
def issues_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Hot issues"), reverse("issues"))


@fill("desk_settings", order=25, policy=STAFF)
def hand_over_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Hand over"), reverse("desk-hand-over"), "users")


@fill("desk_settings", order=30, policy=roles("coordinator"))
def appeals_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Appeals on rates"), reverse("desk-appeals"), "star")


@fill("desk_settings", order=31, policy=roles("coordinator"))
def objections_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Objections to hiding"), reverse("desk-hidden"), "lock")


@fill("desk_settings", order=15, policy=roles("administrator", "coordinator"))
def questions_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Questions"), reverse("desk-questions"), "list-checks")


@fill("desk_settings", order=16, policy=roles("administrator", "coordinator"))
def templates_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Templates of answers"), reverse("desk-templates"), "message-circle-reply")


@fill("square_foot", order=40)
def hidden_line(request: HttpRequest) -> Entry:
    return Entry(gettext("What was hidden"), reverse("hidden"))


@fill("square_foot", order=16)
def rates_line(request: HttpRequest) -> Entry:
    return Entry(gettext("How it went"), reverse("rates"))


@fill("desk_nav", order=30, policy=WORKERS)
def field_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Field"), reverse("field"), "footprints")


@fill("duty_effects", order=10)
def tried_on_matters(request: HttpRequest, change: people.ChangeInfo) -> Entry:
    """What a change of duties would have meant for the matters of the last months."""
    return Entry(template="cases/rehearsal.html", context={"rehearsal": rehearse(change)})


@fill("cover", order=10)
def loads(request: HttpRequest) -> Entry:
    """Which units have most open matters."""
    return Entry(template="cases/loads.html", context={"loads": unit_loads()})


@fill("field_nav", order=10, policy=WORKERS)
def today_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Today"), reverse("field"), "list-checks")


@fill("field_nav", order=20, policy=WORKERS)
def report_for_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Report for somebody"), reverse("field-new"), "message-circle")


@fill("field_nav", order=30, policy=WORKERS)
def field_desk_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Desk"), reverse("desk"), "inbox")


privacy.register(
    privacy.Source(
        records.SOURCE,
        mark("A matter by its number"),
        mark("Number of the matter"),
        mark("As the instrument names it. One request, one matter."),
        records.PARTS,
        {**WORDS, "at": mark("When"), "what": mark("What")},
        records.find_record,
        records.read_record,
    )
)

people.open_scope(
    people.Scope(
        "matters", mark("bring matters and follow those"), HELPED, frozenset({"cases.received"}), number_of
    )
)
people.open_scope(
    people.Scope(
        "own_matters",
        mark("follow matters that the person brought, but none that is kept from others"),
        {act: words for act, words in HELPED.items() if act != "cases.received"},
        called=number_of,
    )
)
