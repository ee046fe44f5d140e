# SPDX-License-Identifier: AGPL-3.0-or-later
"""Further requirements of OWASP ASVS 5.0: what is typed, handed out, remembered, and not believed twice."""

from __future__ import annotations

import ast
import gc
import html
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from stage import photo
from test_security import LINLI, ROOT, SCRIPTS, SOURCES, calls

from linli.cases.testing import a_case
from linli.kernel import clock
from linli.people.commands import confirm_code, send_code
from linli.people.models import Account, Contact, OneTimeCode
from linli.people.queries import actor_of_account
from linli.people.tests.test_factors import enrol
from linli.people.tests.test_own import ask
from linli.platform import database

WORD = "six grey geese over water"
TEMPLATES = sorted(LINLI.rglob("templates/**/*.html"))


@pytest.fixture
def handler(cast: Any) -> Account:
    account = Account.objects.get(pk=cast.player("handler").account)
    account.set_password(WORD)
    account.save()
    return account


def come_in(account: Account, **more: Any) -> Any:
    data = {"p-login": account.login, "p-password": WORD, "next": "/desk/", **more}
    return Client().post(reverse("sign-in-password"), data)


# --- read once -----------------------------------------------------------------------------------

TWICE = (
    "%3Cb%3E",
    "%253Cb%253E",
    "&lt;b&gt;",
    "&amp;lt;b&amp;gt;",
    "\\u003cb\\u003e",
    "＜b＞",
    "%00",
    "+%2B",
)


@pytest.mark.parametrize("typed", TWICE)
def test_what_is_typed_is_decoded_once(client: Client, cast: Any, typed: str) -> None:
    """What looks like an encoding of something else stays as it was typed, and is escaped when shown."""
    case = a_case(text=f"路灯坏了 {typed}")
    client.force_login(Account.objects.get(pk=cast.player("operator").account))
    page = client.get(reverse("desk-case", args=[case.number])).content.decode()
    assert html.escape(f"路灯坏了 {typed}") in page and "<b>" not in page.split("<main", 1)[1]
    found = client.get(reverse("nearby"), {"q": typed}).content.decode()
    assert f'value="{html.escape(typed)}"' in found


ODD = ("/%252e%252e/", "/static/%252e%252e/%252e%252e/pyproject.toml", "/desk%252f")


@pytest.mark.parametrize("path", ODD)
def test_an_address_is_decoded_once(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404


AWAY = ("/%09/evil.example", "%2f%2fevil.example", "/\\evil.example", "https:%2f%2fevil.example",
        "//evil.example", "/\t/evil.example", "\t//evil.example")  # fmt: skip


@pytest.mark.parametrize("wanted", AWAY)
def test_where_to_go_on_is_judged_as_it_will_be_followed(handler: Account, wanted: str) -> None:
    """What is sent back is a path of ours, however a browser reads it."""
    sent = come_in(handler, next=wanted)["Location"]
    as_browsers_do = re.sub(r"[\t\r\n]", "", sent).replace("\\", "/")
    assert urlsplit(urljoin("http://testserver/", as_browsers_do)).hostname == "testserver"


def test_of_doubled_fields_one_is_checked_and_the_same_one_is_used(handler: Account) -> None:
    """Parameter pollution: neither a second value nor one in the address passes by the check."""
    way = reverse("sign-in-password")
    twice = {"p-login": [handler.login, "nobody"], "p-password": WORD}
    assert Client().post(way, twice).status_code == 422
    assert Client().post(way, {**twice, "p-login": ["nobody", handler.login]}).status_code == 302
    assert Client().post(f"{way}?p-login={handler.login}", {"p-password": WORD}).status_code == 422
    assert come_in(handler, next=["/desk/", "https://evil.example/"])["Location"] in ("/desk/", "/home/")
    assert not come_in(handler, next=["https://evil.example/", "/me/"])["Location"].startswith("http")


# --- what is kept in hand ------------------------------------------------------------------------


def test_no_source_of_ours_touches_memory_by_hand() -> None:
    """Python only: no module of C, no foreign function, no mapped memory, no pointer."""
    for path, text in SOURCES.items():
        found = re.search(r"^\s*(?:import|from) (ctypes|cffi|mmap|_ctypes)\b", text, re.MULTILINE)
        assert not found, path
    assert not [path for end in ("c", "pyx", "so", "cpp", "rs") for path in LINLI.rglob(f"*.{end}")]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files by /proc")
def test_a_hundred_requests_leave_no_open_file(client: Client, cast: Any) -> None:
    """Uploads, files handed out, pages and refusals: what was opened for them is closed."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(Account.objects.get(pk=cast.player("operator").account))

    def a_round() -> None:
        file = SimpleUploadedFile("p.jpg", photo(), "image/jpeg")
        client.post(reverse("report"), {"text": "路灯坏了。", "attached": [file]})
        for path in ("/", "/desk/", "/nowhere/", reverse("my-copy", args=["zip"])):
            answer = client.get(path)
            if answer.streaming:
                b"".join(answer.streaming_content)

    def opened() -> int:
        gc.collect()
        return sum(1 for _ in Path("/proc/self/fd").iterdir())

    for _ in range(2):
        a_round()
    before = opened()
    for _ in range(20):
        a_round()
    assert opened() <= before


# --- files handed out ----------------------------------------------------------------------------

NAMES = (
    'x".html',
    "a\r\nSet-Cookie: evil=1",
    "../../etc/passwd",
    "照片.jpg",
    "x;filename=evil.exe",
    "x.svg",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_handed_out_under_a_name_of_ours(cast: Any, name: str) -> None:
    """What the sender called it is not kept, so that no name can do harm in a header or on a disk."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from linli.cases.queries import case_detail
    from linli.cases.views.matter import serve
    from linli.platform.files.models import StoredFile

    client = Client()
    sent = client.post(
        reverse("report"),
        {"text": "滨江路社区的路灯坏了。", "attached": [SimpleUploadedFile(name, photo(), "text/html")]},
    )
    assert sent.status_code == 200
    row = StoredFile.objects.order_by("-stored_at").first()
    assert row and re.fullmatch(r"[0-9a-f]{2}/[\w-]{32}\.jpg", row.key)
    case = a_case(files=[row.id])
    (info,) = case_detail(case.number, viewer=cast.operator).files
    answer = serve(info)
    assert re.fullmatch(r'inline; filename="linli-\d+\.jpg"', answer["Content-Disposition"])
    assert answer["Content-Type"] == "image/jpeg"
    answer.file_to_stream.close()


def test_every_name_in_a_header_is_made_of_plain_signs() -> None:
    """Each ``Content-Disposition`` in the code: a constant, or filled from numbers and names of ours."""
    filled = set()
    for path, text in SOURCES.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.JoinedStr) and "filename=" in ast.unparse(node):
                filled |= {
                    (path.name, ast.unparse(part.value))
                    for part in node.values
                    if isinstance(part, ast.FormattedValue)
                }
    assert filled <= {
        ("rates.py", "begin"), ("hiding.py", "begin"), ("copies.py", "name"), ("vote.py", "space"),
        ("square.py", "mediation"), ("square.py", "which"), ("desk_votes.py", "line.number"),
        ("general_votes.py", "vote"), ("meetings.py", "meeting"), ("meetings.py", "size"),
        ("opinions.py", "found.code"), ("panel.py", "found.code"), ("survey.py", "survey"),
        ("survey_desk.py", "survey"), ("paper.py", "name"), ("papers.py", "name"),
        ("papers.py", "'inline' if shown else 'attachment'"), ("hearings.py", "hearing"),
        ("hearings.py", "sheet_number"), ("hearings.py", "ending"), ("library.py", "found.code"),
        ("library.py", "version.valid_from or '0'"), ("pacts.py", "detail.info.code"),
        ("desk.py", "questions"),
    }, filled  # fmt: skip
    handed = [ast.unparse(call) for _, name, call in calls() if name == "hand_out"]
    assert handed and all(re.search(r"'my-data'|number|extract-{official}", call) for call in handed), (
        handed
    )


# --- passwords and ways in -----------------------------------------------------------------------


def test_a_password_of_ten_years_still_opens_and_nobody_asks_for_another(handler: Account) -> None:
    kept = {field.name for field in Account._meta.get_fields()}
    assert not [name for name in kept if re.search("expire|changed|(^|_)age|until", name)]
    with clock.standing_at(clock.now() + timedelta(days=3652)):
        assert come_in(handler)["Location"] == "/desk/"


def test_whoever_signs_in_is_asked_for_nothing_that_others_could_know(handler: Account) -> None:
    """No mother's maiden name, no hint: the doors ask for a name, a secret, a code, and no more."""
    enrol(actor_of_account(handler.pk), clock.now())
    half = Client()
    half.post(reverse("sign-in-password"), {"p-login": handler.login, "p-password": WORD})
    coded = Client()
    coded.post(reverse("ask-code"), {"c-contact": "13900018001"})
    pages = [
        Client().get(reverse("sign-in")), half.get(reverse("second-step")), coded.get(reverse("type-code")),
    ]  # fmt: skip
    asked: set[str] = set()
    for page in pages:
        assert page.status_code == 200
        main = page.content.decode().split("<main", 1)[1].split("</main>")[0]
        asked |= set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', main))
    assert asked - {"csrfmiddlewaretoken", "next", "answer"} == {
        "c-contact", "p-login", "p-password", "code",
    }  # fmt: skip


def test_no_way_in_and_no_recovery_passes_by_the_second_factor(handler: Account) -> None:
    """Password, or a code to a contact that the account has: both stop at the second step."""
    enrol(actor_of_account(handler.pk), clock.now())
    code, digits = ask("+8613900018002")
    confirm_code(code, digits)
    Contact.objects.update(account=handler)
    assert come_in(handler)["Location"] == reverse("second-step")
    kiosk = Client()
    kiosk.post(reverse("ask-code"), {"c-contact": "13900018002"})
    waiting = OneTimeCode.objects.get(used_at=None)
    from linli.people.tests.test_sign_in import told

    sent = kiosk.post(reverse("type-code"), {"code": told(waiting.id)})
    assert sent["Location"] == reverse("second-step")
    assert kiosk.get("/desk/").status_code == 302
    setters = {
        (path.name, ast.unparse(call)) for path, name, call in calls() if name.endswith("set_password")
    }
    assert {name for name, _ in setters} == {"sessions.py", "posts.py"}, "nobody else sets a password"


def test_whoever_has_codes_by_telephone_is_told_the_risk_and_offered_better(
    client: Client, db: None
) -> None:
    code = send_code("13900018003", address="192.0.2.1", language="en", town="x")
    from linli.people.tests.test_sign_in import told

    account = confirm_code(code, told(code))
    assert Contact.objects.get(account=account).verified_at, "only a number that answered is kept"
    client.force_login(account)
    page = client.get(reverse("my-ways"), headers={"accept-language": "en"}).content.decode()
    assert reverse("my-begin-authenticator") in page and reverse("my-passkey") in page
    assert 'id="message-risk"' in page
    staff = Account.objects.create(login="with-password", created_at=clock.now())
    staff.set_password(WORD)
    staff.save()
    client.force_login(staff)
    assert 'id="message-risk"' not in client.get(reverse("my-ways")).content.decode()


# --- scripts -------------------------------------------------------------------------------------


def test_nothing_listens_to_messages_of_other_windows() -> None:
    """postMessage is sent to our own worker alone, and only the worker, which has one origin, listens."""
    for path in SCRIPTS:
        text = path.read_text("utf-8")
        if path.name != "worker.js":
            assert not re.search(r"""["']message["']|onmessage""", text), path
        for line in text.splitlines():
            assert "postMessage(" not in line or re.search(r"\bworker\.postMessage\(", line), (path, line)
    shell = (LINLI / "field/static/field/shell.js").read_text("utf-8")
    assert re.search(r"worker = .*serviceWorker|navigator\.serviceWorker", shell)


def test_no_page_uses_what_browsers_have_given_up() -> None:
    dead = r"<(applet|object|embed|frame|frameset|keygen|marquee|bgsound|xmp)\b|ActiveX|\.swf\b"
    for path in [*TEMPLATES, *SCRIPTS]:
        assert not re.search(dead, path.read_text("utf-8"), re.IGNORECASE), path
    for path in SCRIPTS:
        text = path.read_text("utf-8")
        assert not re.search(
            r"webkitStorageInfo|openDatabase|applicationCache|document\.domain|showModalDialog", text
        ), path


def test_scripts_compare_strictly_and_types_are_checked_strictly() -> None:
    for path in SCRIPTS:
        code = re.sub(r"//.*|/\*.*?\*/|\"[^\"]*\"|'[^']*'", "", path.read_text("utf-8"))
        assert not re.search(r"[^=!<>]==[^=]|!=[^=]", code), path
        assert '"use strict";' in path.read_text("utf-8"), path
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]
    assert rules["disallow_untyped_defs"] and rules["check_untyped_defs"] and "linli" in rules["files"]
    for part in rules.get("overrides", []):
        assert not any(name.startswith("linli") for name in part["module"]), "no part of ours is let off"


def test_no_script_writes_under_a_name_that_came_from_outside() -> None:
    """Prototype pollution: nothing is merged, and no property is written by a computed name."""
    for path in SCRIPTS:
        text = re.sub(r"//.*", "", path.read_text("utf-8"))
        assert not re.search(
            r"__proto__|\.prototype\b|Object\.(assign|setPrototypeOf)|for \(.* in ", text
        ), path
        assert not re.search(r"[\w\])]\[[^\]]+\] *[-+*/|&?]*=[^=>]", text), path


# --- parts of the house --------------------------------------------------------------------------


# RFC 6238; a list that others made, and two protocols of others: nothing of ours is guarded by it.
LISTS = ("factors.py", "breached.py", "wecom.py", "entities.py")


def test_hashes_are_long_enough() -> None:
    """SHA-2 with 256 bits and more; SHA-1 and MD5 only where a standard or a list of others asks for it."""
    used = set()
    for path, name, call in calls():
        if (
            re.fullmatch(r"hashlib\.\w+|hashes\.\w+|sha\d+|SHA\w*|MD5", name)
            and name != "hashlib.file_digest"
        ):
            used.add((name.split(".")[-1].lower(), path.name))
        if name == "hmac.new":
            used.add((ast.unparse(call.args[-1]).split(".")[-1].strip("'\""), path.name))
        if name == "hashlib.file_digest":
            used.add((ast.unparse(call.args[-1]).strip("'\""), path.name))
    assert {name for name, path in used if path not in LISTS} <= {"sha256", "sha384", "sha512"}, used
    assert {name for name, path in used if path in LISTS} <= {"sha1", "md5"}, used


def test_the_database_lets_in_whoever_may_enter_its_folder_or_has_a_password() -> None:
    """Our own listens on no network, in a folder of its user; a named one is asked with a password."""
    from django.db import connection

    if not database.embedded():
        assert connection.settings_dict["PASSWORD"]
        return
    folder = Path(str(database.connection()["HOST"]))
    assert not folder.parent.stat().st_mode & 0o007 or not folder.stat().st_mode & 0o007, folder


def test_our_own_database_is_not_on_the_network(db: None) -> None:
    from django.db import connection

    if database.embedded():
        with connection.cursor() as cursor:
            cursor.execute("show listen_addresses")
            assert cursor.fetchone() == ("",)


def test_no_token_of_a_provider_leaves_the_call(cast: Any, settings: Any) -> None:
    """After signing in there: neither session, cookie, page nor table holds what the provider gave."""
    from linli.people.tests.provider import liar
    from linli.people.tests.test_outside import go, joined, path_of
    from linli.platform import oidc

    oidc.forget()
    with liar() as provider:
        settings.OIDC = {
            "issuer": provider.issuer, "client": "linli", "secret": "s", "name": "City", "hosts": (),
        }  # fmt: skip
        joined(cast, provider.issuer)
        given: list[str] = []
        sign = provider.sign

        def signed(claims: dict[str, Any]) -> str:
            given.append(sign(claims))
            return given[-1]

        provider.sign = signed  # type: ignore[method-assign]
        client = Client()
        sent = client.get(path_of(provider.authorize(go(client))))
        page = client.get("/me/sign-in/").content.decode()
        said = f"{dict(client.session.items())} {client.cookies} {sent.headers} {page}"
        assert given and sent.status_code == 302
        for secret in (given[0], given[0].split(".")[2], "access_token", "id_token"):
            assert secret not in said
    oidc.forget()
