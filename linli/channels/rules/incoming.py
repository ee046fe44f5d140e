# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in a message that came: words that end messages, numbers of matters, secrets, what was
quoted. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Words that end messages wherever they stand alone, and those that begin them again.
STOP = frozenset({"td", "t", "退订", "取消订阅", "stop", "stopall", "unsubscribe", "cancel", "quit"})
START = frozenset({"dd", "订阅", "恢复", "start", "unstop", "yes", "恢复订阅"})
MATTER = re.compile(r"(?<!\d)20\d{2}[-\s]?\d{6}[-\s]?\d(?!\d)")
# What nobody from us asks for; it is not kept. The word stays, so that a person sees what was there.
SECRET = re.compile(
    r"((?:登录|支付|取款|银行卡|微信)?(?:密码|口令)|验证码|校验码"
    r"|pass(?:word|code|phrase)|\bPIN\b|one-time code)"
    r"(\s*(?:是|为|is|[:：=])\s*)([^\s,，。;；]{3,64})",
    re.IGNORECASE,
)
HIDDEN = "•••"
QUOTED = re.compile(
    r"^(?:-{2,}\s*(?:original message|原始邮件|原邮件|forwarded message|转发邮件)|on .{4,120} wrote:\s*$"
    r"|在.{4,80}(?:写道|寫道)[:：]?\s*$|发件人[:：]|from: .+|_{10,}\s*$|— — —\s*$)",
    re.IGNORECASE,
)


def stop_word(text: str) -> str:
    """``stop`` or ``start`` for a message that is nothing but such a word; empty for all others."""
    word = re.sub(r"[\s.!。!,，、'\"“”「」【】()]+", "", unicodedata.normalize("NFKC", text)).casefold()
    return "stop" if word in STOP else "start" if word in START else ""


def numbers_in(text: str) -> list[str]:
    """What may be numbers of matters, in order."""
    return list(dict.fromkeys(MATTER.findall(unicodedata.normalize("NFKC", text))))[:5]


def without_secrets(text: str) -> str:
    """A text without passwords and codes that somebody wrote into it."""
    return SECRET.sub(lambda found: f"{found[1]}{found[2]}{HIDDEN}", text)


def said_now(text: str) -> str:
    """What a reply says, without the message that it quotes; all of it where nothing else is there."""
    lines: list[str] = []
    for line in text.splitlines():
        if QUOTED.match(line.strip()):
            break
        if not line.lstrip().startswith((">", "＞")):
            lines.append(line)
    own = "\n".join(lines).strip()
    return own or text.strip()


def lasting(status: str) -> bool:
    """Whether an enhanced status code (RFC 3463) of a bounce says that the address is no good. A full
    mailbox, a size or a policy may be otherwise tomorrow."""
    return status.startswith(("5.0.", "5.1.")) or status in ("5.2.1", "5.4.4")


def is_auto(headers: Sequence[tuple[str, str]]) -> bool:
    """Whether a program wrote a letter (RFC 3834): it gets no answer and becomes no matter."""
    known = {name.lower(): value.strip().lower() for name, value in headers}
    if known.get("auto-submitted", "no").split(";")[0].strip() != "no":
        return True
    if known.get("precedence", "") in ("bulk", "junk", "list", "auto_reply"):
        return True
    return "list-id" in known or "x-autoreply" in known or known.get("return-path", "x") == "<>"
