"""What kind of dealing each row of an activity list is, whether it took place, and from which side it came."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from graphkit.files.tables import Sheet
from graphkit.logs.log import Bools, cells
from graphkit.logs.parties import Ints

VISIT, CALL, MESSAGE, OTHER = range(4)
_KINDS = {
    VISIT: r"meet|visit|event|appointment|lunch|dinner|demo|workshop|conference|on.?site|拜访|面谈|会议|会面|宴请|来访"
    r"|接待|参观|走访|上门|约见",
    CALL: r"call|phone|video|zoom|teams|conversation|电话|通话|视频|沟通|语音",
    MESSAGE: r"mail|message|sms|letter|linkedin|wechat|whatsapp|微信|短信|邮件|信息|钉钉",
}
_MISSED = (
    r"no.?answer|voice.?mail|busy|missed|wrong number|not connected|unreachable|left message"
    r"|未接|无人接听|占线|未通|拒接"
)
_FROM_THEM = r"inbound|incoming|received|来电|来函|收到|呼入"
_FROM_US = r"outbound|outgoing|\bsent\b|去电|呼出|发出"
_NOT_HELD = (
    r"not.?started|not.?held|not.?completed|\bopen\b|planned|cancel|declin|deferred|waiting|in.?progress|no.?show|draft"
    r"|postponed|abgesagt|geplant|verschoben"
    r"|计划|未开始|未完成|未拜访|取消|作废|延期|草稿|进行中|拒绝|^待|爽约"
)
_FELL_THROUGH = r"cancel|no.?show|abgesagt|取消|爽约|拒访"
_CALLED_OFF = r"^\W*(?:cancell?ed|declined|abgesagt|(?:已)?取消)\b"  # `Canceled: Kick-off`, as calendars write it


def kinds(sheet: Sheet, columns: Mapping[str, list[str]]) -> Ints:
    """VISIT, CALL, MESSAGE or OTHER: by type, else by how the subject begins, else by the name of the date or file."""
    kind = _kind_of(cells(sheet, columns.get("type", [])), "")
    by_subject = _kind_of(cells(sheet, columns.get("subject", [])), r"^\W*")
    kind = np.where(kind == OTHER, by_subject, kind)
    names = f"{' '.join(columns.get('date', []))} {sheet.name}".lower()
    return np.where(kind == OTHER, VISIT, kind) if re.search(_KINDS[VISIT], names) else kind


def _kind_of(texts: pd.Series, before: str) -> Ints:
    codes, distinct = pd.factorize(texts.str.lower())
    held = pd.Series(distinct, dtype="str")
    masks = [held.str.contains(f"{before}(?:{pattern})", regex=True).to_numpy(bool) for pattern in _KINDS.values()]
    return np.select(masks, [*_KINDS], OTHER).astype(np.intp)[codes] if len(held) else np.zeros(len(texts), np.intp)


def not_held(sheet: Sheet, columns: Mapping[str, list[str]]) -> Bools:
    """Rows of what is only planned, was called off or fell through."""
    found = np.zeros(len(sheet.rows), bool)
    for name, pattern in (("status", _NOT_HELD), ("outcome", _FELL_THROUGH), ("subject", _CALLED_OFF)):
        found |= cells(sheet, columns.get(name, [])).str.lower().str.contains(pattern).to_numpy(bool)
    return found


def sides(sheet: Sheet, columns: Mapping[str, list[str]], kind: Ints) -> tuple[Bools, Bools]:
    """Whether each row came from us, and whether from them; a visit and a call that was answered came from both."""
    words = cells(sheet, [])
    for name in ("type", "direction", "status", "outcome"):
        words = words + " " + cells(sheet, columns.get(name, []))
    missed, in_, out = (
        words.str.lower().str.contains(pattern).to_numpy(bool) for pattern in (_MISSED, _FROM_THEM, _FROM_US)
    )
    talk = (kind == VISIT) | ((kind == CALL) & ~missed)
    told = (kind == CALL) | (kind == MESSAGE)
    return talk | (told & (out | (missed & ~in_))), talk | (told & in_ & ~out)
