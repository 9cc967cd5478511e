"""The words a customer's file uses for our columns and values, in English and Chinese.

A header is compared without case, blanks and punctuation, and without what stands in brackets: `E-mail [Required]`
is `email`. Of several words for one column the first listed wins: `Job Title` before `Title`, which in many exports
is `Mr`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import pandas as pd

# Columns that are not ours but say one of ours between them.
NAME_PARTS = ("first_name", "middle_name", "last_name")
HIERARCHY_PATH = "hierarchy_path"

_ID = """id, employee id, employee number, employee no, staff id, person id, worker id, contact id, record id, user id,
    object id, unique id, post unique reference, business entity id, customer id, key, 工号, 员工编号, 人员编号, 编号,
    员工工号, 员工号, 用户 id, 员工 user id, 帐号, 账号"""
_NAME = """name, full name, display name, person, stakeholder, actor, worker, employee, contact, label, 姓名, 名字,
    员工姓名, 联系人姓名, 联系人, 人员, 人员姓名, 员工"""
_TITLE = """job title, business title, position title, employee title, title, post title, position, designation,
    occupation, job profile, job, generic job title, role, 职位, 职务, 岗位, 头衔, 职称"""
_EMAIL = """email, email address, mail, work email, business email, contact email, primary email, user principal name,
    邮箱, 企业邮箱, 电子邮箱, 电子邮件, 邮件, 邮箱地址"""
_MANAGER = """reports to, reports to id, manager id, supervisor id, boss id, supervisor e id, manager employee id,
    parent id, reports to senior post, manager, line manager, supervisor, reporting to, report to, direct manager,
    boss, manager email, supervisor email, manager name, reports to name, workers manager, reporting manager, parent,
    上级工号, 直属上级工号, 直属上级, 直接上级, 上级, 汇报对象, 汇报给, 汇报人, 直属领导, 直属主管, 直接主管, 实线上级,
    上级姓名, 直属上级姓名, 上级联系人, 主管, 领导, 经理"""
_DOTTED = """dotted to, dotted line, dotted line manager, dotted line to, matrix manager, secondary manager, 虚线上级,
    虚线汇报, 虚线汇报对象, 第二实线上级, 虚线主管"""
_CONFIDENCE = "confidence, evidence, 可信度, 确认程度, 置信度"
_NOTE = "note, notes, comment, comments, remark, remarks, description, 备注, 说明, 注释"

_HEADERS: dict[str, dict[str, str]] = {
    "people": {
        "id": _ID,
        "name": _NAME,
        "first_name": "first name, given name, forename, 名",
        "middle_name": "middle name",
        "last_name": "last name, surname, family name, sn, 姓, 姓氏",
        "role": "role, roles, buying role, decision role, hs buying role, 角色, 决策角色, 购买角色",
        "title": _TITLE,
        "unit": """unit, department, department name, dept, division, business unit, org unit, organizational unit,
            org unit path, supervisory organization, team, organisation, organization, 部门, 所属部门, 一级部门,
            部门名称, 组织单元, 团队, 科室""",
        "location": """location, office location, work location, office, physical delivery office name, site, city,
            地点, 所在地, 工作地点, 办公地点, 工作城市, 城市""",
        "email": _EMAIL,
        "phone": """phone, phone number, mobile, mobile phone, telephone, telephone number, work phone, contact phone,
            手机, 手机号, 手机号码, 电话, 联系电话, 座机""",
        "reports_to": _MANAGER,
        "dotted_to": _DOTTED,
        "power": "power, political power, authority, 权力, 决策权",
        "influence": "influence, influence level, 影响力",
        "support": "support, stance, attitude, sentiment, support level, 支持度, 支持程度, 态度, 立场",
        "confidence": _CONFIDENCE,
        "rated_on": "rated on, rated at, 评估日期, 评分日期",
        "disc": "disc, disc type, 性格, 性格类型",
        "stage": "stage, psychology stage, 阶段, 心理阶段",
        "background": "background, 背景, 个人背景",
        "focus": "focus, current focus, 关注点, 近期关注, 工作重点",
        "interests": "interests, hobbies, 兴趣, 兴趣爱好, 爱好",
        "notes": _NOTE,
        HIERARCHY_PATH: "hierarchy path, organization node, organisation node, org node, node path, 层级路径, 组织路径",
    },
    "ties": {
        "source": "source, from, source id, from id, a, person a, person 1, 关系人, 关系人甲, 人员甲, 甲, 起点, 从",
        "target": "target, to, target id, to id, b, person b, person 2, 相关人, 关系人乙, 人员乙, 乙, 终点, 到",
        "kind": "kind, type, relation, relationship, tie, relation type, 关系, 关系类型, 类型",
        "strength": "strength, weight, 强度, 关系强度, 亲密度",
        "probability": "probability, 概率, 成功率",
        "confidence": _CONFIDENCE,
        "note": _NOTE,
    },
    "team": {
        "id": _ID,
        "name": f"{_NAME}, member, 成员",
        "first_name": "first name, given name, forename, 名",
        "middle_name": "middle name",
        "last_name": "last name, surname, family name, sn, 姓, 姓氏",
        "title": _TITLE,
        "email": _EMAIL,
    },
    "contacts": {
        "member": """member, member id, our person, owner, contact owner, account manager, sales rep, support rep id,
            我方, 我方人员, 成员, 销售, 销售人员, 负责人, 客户经理""",
        "person": """person, person id, contact, contact id, customer contact, stakeholder, name, 客户人员, 客户联系人,
            联系人, 人员, 姓名""",
        "trust": "trust, trust level, current trust, relationship strength, 信任, 信任程度, 关系程度, 当前信任",
        "target_trust": "target trust, wanted trust, desired trust, 目标信任, 目标关系程度, 期望信任",
        "last_contact": """last contact, last contacted, last activity date, last meeting, 最近联系, 上次联系, 最近拜访,
            最近联系日期""",
        "cadence_days": "cadence days, cadence, frequency days, 拜访周期, 联系周期, 周期天数",
        "note": _NOTE,
    },
}

# Values, folded, and what they are with us. Support after the notes on Altify, Salesforce, HubSpot and Chinese CRMs.
VALUES: dict[str, dict[str, str]] = {
    "support": {
        **dict.fromkeys(("champion", "mentor", "coach", "内线", "教练", "铁杆", "坚定支持", "拥护"), "2"),
        **dict.fromkeys(("supporter", "positive", "support", "支持", "支持者"), "1"),
        **dict.fromkeys(("neutral", "中立"), "0"),
        **dict.fromkeys(("sceptic", "skeptic", "nonsupporter", "negative", "不支持", "怀疑"), "-1"),
        **dict.fromkeys(("opponent", "enemy", "blocker", "反对", "敌对", "反对者"), "-2"),
    },
    "role": {
        **dict.fromkeys(
            (
                "decisionmaker",
                "economicdecisionmaker",
                "economicbuyer",
                "approver",
                "决策者",
                "决策人",
                "关键决策人",
                "最终决策者",
            ),
            "decision_maker",
        ),
        **dict.fromkeys(
            (
                "gatekeeper",
                "technicalbuyer",
                "evaluator",
                "procurement",
                "legalandcompliance",
                "把关者",
                "把关人",
                "技术把关者",
                "守门人",
            ),
            "gatekeeper",
        ),
        **dict.fromkeys(("user", "enduser", "businessuser", "使用者", "使用人", "用户"), "user"),
        **dict.fromkeys(("influencer", "userinfluencer", "影响者", "影响人"), "influencer"),
    },
    "confidence": {"confirmed": "confirmed", "assumed": "assumed", "已确认": "confirmed", "确认": "confirmed"}
    | dict.fromkeys(("假设", "推测", "假定", "猜测"), "assumed"),
    "stage": {"不安不满": "unease", "不安": "unease", "欲求": "desire", "行动决定": "decision", "行动": "decision"}
    | {stage: stage for stage in ("unease", "desire", "decision")},
    "disc": {letter.casefold(): letter for letter in "DISC"},
    "kind": {
        **dict.fromkeys(("influences", "influence", "影响"), "influences"),
        **dict.fromkeys(("friend", "friends", "friendship", "朋友", "好友"), "friend"),
        **dict.fromkeys(("alumni", "alumnus", "schoolmate", "校友", "同学"), "alumni"),
        **dict.fromkeys(("excolleague", "excolleagues", "formercolleague", "前同事", "老同事"), "ex_colleague"),
        **dict.fromkeys(("family", "relative", "亲属", "家人", "亲戚"), "family"),
        **dict.fromkeys(("mentor", "mentors", "导师", "师徒"), "mentor"),
        **dict.fromkeys(("rival", "rivals", "conflict", "对手", "竞争", "冲突"), "rival"),
        **dict.fromkeys(("reportsto", "solid", "manager", "汇报", "汇报线", "上级", "实线"), "reports_to"),
        **dict.fromkeys(("dottedto", "dotted", "dottedline", "虚线", "虚线汇报"), "dotted_to"),
        **dict.fromkeys(("advice", "asksadvice", "请教", "咨询"), "advice"),
    },
    "trust": {
        "none": "0",
        "safety": "1",
        "value": "2",
        "dependence": "3",
        "无": "0",
        "安全": "1",
        "价值": "2",
        "依赖": "3",
    },
}
VALUES["target_trust"] = VALUES["trust"]
UNKNOWN_WORDS = frozenset({"unknown", "notset", "na", "tbd", "tbc", "未知", "不详", "待定"})

_BRACKETS = re.compile(r"\[[^\]]*\]|\([^)]*\)|（[^）]*）|【[^】]*】")
_NOT_A_LETTER = re.compile(r"[\W_]+")
_FORE_WORDS = re.compile(r"^(employee|staff|contact|person|worker|stakeholder|customer|员工|人员|联系人|客户)(?=.)")
_SECRET = re.compile(r"password|passwd|\bpwd\b|密码|口令", re.IGNORECASE)


def fold(text: str) -> str:
    """A header or a word without what varies: width, case, blanks, punctuation."""
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def fold_header(header: str) -> str:
    return fold(_BRACKETS.sub(" ", header)) or fold(header)


def words_for(table: str, field: str) -> tuple[str, ...]:
    """Folded headers that mean a field, the best first."""
    return _words(table)[field]


def fields_of(table: str) -> list[str]:
    """What a column of a file may fill: our columns and the parts they can be made of."""
    return list(_HEADERS[table])


def rank(header: str, table: str, field: str) -> float:
    """How well a header fits a field: 0 best, infinite not at all."""
    words = words_for(table, field)
    folded = fold_header(header)
    bare = _FORE_WORDS.sub("", folded)
    found = [words.index(folded)] if folded in words else []
    found += [len(words) + words.index(bare)] if bare in words else []
    return min(found, default=float("inf"))


@cache
def is_known(header: str) -> bool:
    """Whether a text is a header that some table of ours understands."""
    folded = fold_header(header)
    return any(folded in words for table in _HEADERS for words in _words(table).values())


def is_secret(header: str) -> bool:
    """A column of passwords: never read, whatever it is mapped to."""
    return bool(_SECRET.search(header))


@cache
def _words(table: str) -> dict[str, tuple[str, ...]]:
    return {
        field: tuple(dict.fromkeys(map(fold, [*text.split(","), field]))) for field, text in _HEADERS[table].items()
    }


# -- values ----------------------------------------------------------------------------------------------------------


def read_words(cells: pd.Series, field: str) -> pd.Series:
    """Cells with our own value in place of a word that means it; "unknown" becomes blank, anything else stays."""
    known = VALUES.get(field, {})
    distinct = cells.drop_duplicates()
    read = {cell: _several(cell, known) if field == "role" else _one(cell, known) for cell in distinct}
    changed = {cell: value for cell, value in read.items() if cell != value}
    return cells.replace(changed) if changed else cells


def _one(cell: str, known: dict[str, str]) -> str:
    folded = fold(cell)
    if folded in UNKNOWN_WORDS:
        return ""
    return known.get(folded, cell)


def _several(cell: str, known: dict[str, str]) -> str:
    """`Decision Maker / 影响者` as `decision_maker;influencer`."""
    parts = [_one(part, known) for part in re.split(r"[;,/|、；，]", cell) if part.strip()]
    return ";".join(part.strip() for part in parts if part)
