# SPDX-License-Identifier: AGPL-3.0-or-later
"""Key pages in easy words: short sentences, one thought each, no foreign words.

By the name of the route; a town may say it better (``easy`` in its ``town.yaml``). They stand above the
page, never in its place: what binds is the page itself.
"""

from __future__ import annotations

from linli.kernel.problem import mark

EASY = {
    "front": mark(
        "Something is broken? You are angry? You have an idea? Tell us. Touch the large green field. "
        "You get a number. Somebody will answer you."
    ),
    "report": mark(
        "Write what is wrong. Write where it is. A photo is good, too. You need not say your name. "
        "Then touch the green button."
    ),
    "track": mark(
        "You have a slip with a number and a code. Type both here. Then you see who has it, and what "
        "they did. No slip? Telephone us."
    ),
    "matter": mark(
        "This is what you told us. At the top you see who has it now. You see by when they must answer. "
        "It is not solved? Say so. Then they must begin again."
    ),
    "nearby": mark("These are things that other people told us. You see where it is and if it is done."),
    "take-part": mark(
        "Here you say what shall be done in your neighbourhood. You can make a proposal. You can support "
        "one. You need not."
    ),
    "mediation": mark(
        "You quarrel with somebody? A mediator talks with both of you. It costs nothing. Nobody may force "
        "you. You can stop at any time."
    ),
    "paper": mark(
        "You do not like screens? Print a page. Write on it with a pen. Bring it to the counter."
    ),
    "my-mandates": mark(
        "Somebody you trust can do things here for you. You choose who, what, and until when. "
        "We tell you all that they do. You can stop it at once."
    ),
    "me": mark("Here you see what we know about you. You can change it. You can have it deleted."),
}
