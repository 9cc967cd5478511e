"""The headers by which the logs of CRMs, mail servers and LinkedIn are known, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from graphkit.errors import GraphkitError, unknown
from graphkit.files.tables import Sheet
from graphkit.importing.headers import fold, fold_header

ACTIVITY, MAIL, CONNECTIONS = "activity", "mail", "connections"

_MEMBER = """member, our person, owner, assigned, assigned to, assigned to name, activity assigned to, owner name,
    owner id, activity owner, task owner, event owner, sales rep, account manager, created by, regarding owner,
    我方人员, 我方, 成员, 负责人, 跟进人, 拜访人, 拜访人员, 执行人, 销售, 销售人员, 业务员, 客户经理, 参与同事, 陪同人,
    创建人"""
_PERSON = """person, contact, contact name, name, who, who name, who id, contact id, contact email, customer contact,
    associated contact, associated contact ids, contact full name, related contact, regarding, stakeholder, 客户联系人,
    联系人, 联系人姓名, 拜访对象, 被拜访人, 受访人, 拜访联系人, 跟进对象, 客户人员, 客户姓名"""
_COMPANY = """company, account, company account, account name, company name, customer, customer name, customer company,
    client, client name, client company, organization, organisation, organization name, associated company,
    associated company name, company primary, kunde, firma, related account, related to, related to name, what,
    what name, 客户, 客户名称, 客户公司, 公司, 公司名称, 单位, 单位名称, 所属客户, 关联客户, 所属公司, 企业, 企业名称,
    关联对象"""
_VISITED_ON = """activity date, meeting date, visit date, date, start date, start, start time, start date time,
    actual start, scheduled start, call date, call time, date time, timestamp, completed date, completed date time,
    due date, 拜访时间, 拜访日期, 实际拜访时间,
    实际拜访日期, 跟进时间, 跟进日期, 联系时间, 会面时间, 会面日期, 会议时间, 活动日期, 活动时间, 签到时间, 日期,
    开始时间, 时间"""
_SENT_ON = """date sent, sent on, sent, date, origin timestamp utc, origin timestamp, date time utc, received,
    date received, received date, timestamp, date time, time, 发送时间, 发件时间, 发送日期, 接收时间, 收件时间, 日期,
    时间"""
_WORDS: dict[str, dict[str, str]] = {
    ACTIVITY: {
        "date": _VISITED_ON,
        "member": _MEMBER,
        "person": _PERSON,
        "attendees": """attendees, required attendees, optional attendees, organizer, meeting organizer, host,
            participants, invitees, 参会人, 参会人员, 参与人, 参与人员, 组织者""",
        "company": _COMPANY,
        "first_name": "first name, 名",
        "last_name": "last name, 姓",
        "type": """activity type, type, task subtype, task type, event type, event subtype, engagement type,
            meeting type, call and meeting type, channel, method, 跟进方式, 拜访方式, 沟通方式, 活动类型, 跟进类型,
            拜访类型, 记录类型, 方式, 类型""",
        "direction": "direction, call direction, email direction, call type, 方向, 呼叫类型",
        "status": "status, activity status, task status, state, call status, 状态, 拜访状态, 完成状态, 任务状态",
        "outcome": """outcome, meeting outcome, call outcome, call result, result, disposition, 结果, 拜访结果,
            跟进结果""",
        "subject": """subject, title, topic, activity, meeting name, call title, 主题, 标题, 事项, 跟进内容, 拜访内容,
            拜访目的""",
    },
    MAIL: {
        "sender": """from address, sender address, from email, sender email, from, sender, from name, source, source id,
            发件人, 发送人, 发件人地址, 寄件人""",
        "to": """to address, recipient address, recipient addresses, to email, recipient email, recipient status, to,
            recipients, recipient, to name, target, target id, 收件人, 接收人, 收件人地址""",
        "cc": "cc address, cc, carbon copy, cc name, 抄送, 抄送人",
        "bcc": "bcc address, bcc, bcc name, 密送, 密抄",
        "date": _SENT_ON,
        "count": """count, messages, message count, mails, emails, e mail count, 次数, 邮件数, 封数""",
        "message": "message id, network message id, internet message id, 邮件 id",
        "subject": "subject, message subject, 主题, 标题",
    },
    CONNECTIONS: {
        "first_name": "first name, given name, 名",
        "last_name": "last name, surname, family name, 姓",
        "name": "name, full name, 姓名",
        "email": "email address, email, e mail, 邮箱, 电子邮箱",
        "company": "company, company name, organization, 公司, 单位",
        "title": "position, title, job title, 职位, 职务",
        "date": "connected on, connected at, connection date, 建立联系时间, 加为好友时间, 添加时间",
    },
}


def log_kind(sheet: Sheet) -> str:
    """Which log a file is by its headers: "activity", "mail", "connections", or "" for none."""
    found = {kind: columns_of(sheet, kind, {}) for kind in _WORDS}
    connections, mail, activity = found[CONNECTIONS], found[MAIL], found[ACTIVITY]
    if "date" in connections and {"first_name", "name", "last_name"} & set(connections):
        return CONNECTIONS
    if {"sender", "to"} <= set(mail) and {"date", "count", "cc", "message"} & set(mail):
        return MAIL
    if "attendees" in activity or ({"member", "date"} <= set(activity) and {"person", "last_name"} & set(activity)):
        return ACTIVITY
    return ""


def columns_of(sheet: Sheet, kind: str, chosen: Mapping[str, str]) -> dict[str, list[str]]:
    """The columns that may fill each field of a log, the best first; what the user chose stands alone."""
    words = _words(kind)
    for column, name in chosen.items():
        if column not in sheet.columns:
            raise unknown("unknown_source_column", column, sheet.columns, columns=tuple(sheet.columns))
        if name and name not in words:
            raise unknown("unknown_field", name, words, fields=tuple(words))
    found: dict[str, list[tuple[int, int, str]]] = {}
    for position, (text, column) in enumerate(zip(sheet.header, sheet.columns, strict=True)):
        if column in chosen:
            if chosen[column]:
                found.setdefault(chosen[column], []).append((-1, position, column))
            continue
        ranks = [(rank, name) for name in words if (rank := _rank(text, words[name])) is not None]
        if ranks:
            rank, name = min(ranks)
            found.setdefault(name, []).append((rank, position, column))
    by_user = set(chosen.values())
    ranked = {name: sorted(entries) for name, entries in found.items()}
    return {n: [c for rank, _, c in e if n not in by_user or rank < 0] for n, e in ranked.items()}


def _rank(header: str, words: tuple[str, ...]) -> int | None:
    """`From: (Address)` is `from address`; `Date (UTC)` is `date`, but less so."""
    whole, bare = fold(header), fold_header(header)
    if whole in words:
        return words.index(whole)
    return len(words) + words.index(bare) if bare in words else None


@cache
def _words(kind: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(fold(word) for word in text.split(",")) for name, text in _WORDS[kind].items()}


def require(sheet: Sheet, columns: Mapping[str, list[str]], *needed: str) -> None:
    """Each of the needed fields has a column; alternatives stand between bars: "person|attendees"."""
    missing = [name for name in needed if not any(part in columns for part in name.split("|"))]
    if missing:
        raise GraphkitError("no_log_columns", file=sheet.name, needed=missing, columns=tuple(sheet.columns))
