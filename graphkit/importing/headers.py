"""The words a customer's file uses for our columns, in English and Chinese.

A header is compared without case, blanks and punctuation, in simplified characters, and without what stands in
brackets: `E-mail [Required]` is `email`, `職稱` is `职称`. Of several words for one column the first listed wins: `Job
Title` before `Title`, which in many exports is `Mr`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from graphkit.importing.chinese import simplified

# Columns that are not ours but say one of ours, alone or between them.
NAME_PARTS = ("first_name", "middle_name", "last_name")
MANAGER_PARTS = ("manager_first_name", "manager_last_name")
HIERARCHY_PATH = "hierarchy_path"
IS_DECISION_MAKER = "is_decision_maker"
IS_LEADER = "is_leader"
UNIT_LEADER = "unit_leader"
EMPLOYMENT_STATUS = "employment_status"
UNIT_LEVELS = ("unit_1", "unit_2", "unit_3", "unit_4", "unit_5")
FLAGS = (IS_DECISION_MAKER, IS_LEADER)

_ID = """id, employee id, employee number, employee no, staff id, person id, worker id, contact id, record id, user id,
    object id, unique id, post unique reference, business entity id, customer id, key, 工号, 员工编号, 人员编号, 编号,
    员工工号, 员工号, 员工代号, 职员编号, 联系人编号, 用户 id, 员工 user id, user principal name, 帐号, 账号"""
_NAME = """name, full name, display name, preferred name, person, stakeholder, actor, worker, employee, contact, label,
    姓名, 名字, 员工姓名, 联系人姓名, 联系人, 人员, 人员姓名, 员工, 职员姓名"""
_TITLE = """job title, business title, position title, employee title, title, post title, position, designation,
    occupation, job profile, job, generic job title, role title, role, current title, current position, headline,
    profile headline, linkedin headline, 职位, 职务, 岗位, 头衔, 职称"""
_EMAIL = """email, email address, mail, work email, business email, contact email, primary email, user principal name,
    邮箱, 企业邮箱, 电子邮箱, 电子邮件, 邮件, 邮箱地址, 电邮, 电邮地址, 电子信箱, 信箱"""
_MANAGER = """reports to, reports to id, manager id, supervisor id, boss id, supervisor e id, manager employee id,
    parent id, reports to senior post, manager, line manager, supervisor, reporting to, report to, direct manager,
    boss, manager email, supervisor email, manager name, supervisor name, reports to name, reports to email,
    workers manager, reporting manager, manager upn, manager display name, direct leader, direct supervisor, parent,
    上级工号, 直属上级工号, 直属上级, 直接上级, 上级, 汇报对象, 汇报给, 汇报人, 直属领导, 直属主管, 直接主管, 实线上级,
    上级姓名, 直属上级姓名, 上级联系人, 上级主管, 主管, 直属上司, 上司, 领导, 经理"""
_DOTTED = """dotted to, dotted line, dotted line manager, dotted line to, dotted ids, matrix manager,
    functional manager, secondary manager, second manager, 虚线上级, 虚线汇报, 虚线汇报对象, 第二实线上级, 虚线主管"""
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
            部门名称, 组织单元, 单位, 团队, 科室""",
        "location": """location, office location, work location, office, physical delivery office name, site, city,
            地点, 所在地, 工作地点, 办公地点, 工作城市, 城市""",
        "email": _EMAIL,
        "phone": """phone, phone number, mobile, mobile phone, telephone, telephone number, work phone, contact phone,
            手机, 手机号, 手机号码, 电话, 联系电话, 行动电话, 手提电话, 电话号码, 座机""",
        "reports_to": _MANAGER,
        "dotted_to": _DOTTED,
        "power": """power, political power, political status, political, authority, power level, decision power,
            altf political c, 权力, 决策权, 决策力, 政治地位""",
        "influence": """influence, influence level, level of influence, degree of influence, 影响力, 影响程度,
            影响力等级""",
        "support": """support, stance, attitude, sentiment, support level, level of support, support status,
            altf status c, 支持度, 支持程度, 态度, 立场, 支持态度, rag, rag status, rag rating, traffic light,
            红绿灯""",
        "confidence": _CONFIDENCE,
        "rated_on": "rated on, rated at, 评估日期, 评分日期",
        "left_on": """left on, date left, termination date, leaving date, leave date, exit date, departure date,
            separation date, resignation date, employment end date, end date, last working day, last day, 离职日期,
            离职时间, 离职日, 离开日期, 离岗日期, 最后工作日, 最后工作日期""",
        EMPLOYMENT_STATUS: """employment status, employee status, employment state, worker status, work status,
            staff status, job status, hr status, status, 在职状态, 员工状态, 人员状态, 雇佣状态, 任职状态, 在职情况,
            状态""",
        "disc": "disc, disc type, 性格, 性格类型",
        "disc_confidence": "disc confidence, disc_confidence, 性格把握",
        "stage": "stage, psychology stage, 阶段, 心理阶段",
        "background": "background, 背景, 个人背景",
        "focus": "focus, current focus, 关注点, 近期关注, 工作重点",
        "interests": "interests, hobbies, 兴趣, 兴趣爱好, 爱好",
        "notes": _NOTE,
        HIERARCHY_PATH: "hierarchy path, organization node, organisation node, org node, node path, 层级路径, 组织路径",
        IS_DECISION_MAKER: """is decision maker, decision maker, key decision maker, is key decision maker,
            是否关键决策人, 关键决策人, 是否决策人, 是否决策者, 是否关键决策者""",
        IS_LEADER: """is department leader, department leader, is department head, department head, is leader,
            is leader in dept, 是否此部门主管, 是否部门主管, 是否部门负责人, 是否为部门负责人, 是否为部门主管,
            是否负责人, 部门负责人, 部门主管""",
        UNIT_LEADER: """department leader, department head, head of department, unit head, department manager,
            部门负责人, 部门主管, 部门领导, 部门经理""",
        **dict.fromkeys(UNIT_LEVELS, ""),
        "manager_first_name": "manager first name, supervisor first name",
        "manager_last_name": "manager last name, supervisor last name, manager surname",
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
        "trust": """trust, trust level, current trust, relationship strength, relationship level, coverage,
            altf coverage c, 信任, 信任程度, 关系程度, 当前信任""",
        "target_trust": "target trust, wanted trust, desired trust, 目标信任, 目标关系程度, 期望信任",
        "last_contact": """last contact, last contacted, last activity date, last meeting, 最近联系, 上次联系, 最近拜访,
            最近联系日期""",
        "cadence_days": "cadence days, cadence, frequency days, 拜访周期, 联系周期, 周期天数",
        "note": _NOTE,
    },
}

# Units from the highest level down, for files that have several in columns of their own.
_UNITS = (
    "business unit, business group, bu, 事业部, 事业群, 集团",
    "division, 分部, 中心, 分公司",
    "department, department name, dept, 部门, 所属部门, 部门名称",
    "sub department, subdepartment, section, 子部门, 科室, 处室",
    "team, group, squad, 团队, 小组, 班组",
)
_NUMBERED_UNIT = re.compile(
    r"(?:department|dept|org|organization|organisation|unit|division)?(?:level|lvl|l)(?P<a>[1-5])"
    r"(?:department|dept|org|organization|organisation|unit|division|name)?"
    r"|(?:department|dept|unit|org|division|orglevel|部门)(?P<b>[1-5])"
    r"|(?P<c>[一二三四五1-5])级(?:部门|组织|机构|单位)(?:名称)?|(?:部门|组织|机构)层级(?P<d>[一二三四五1-5])"
    r"|第(?P<e>[一二三四五1-5])级(?:部门|组织|机构|单位)"
)

# Ratings that do not say of what, and how close somebody is to us, which is no column of people.
_RATING = "rating, score, stakeholder rating, contact rating, stakeholder score, 评分, 评级, 打分, 分数, 得分"
_RELATION = """relationship strength, relationship level, relationship status, relationship, relation, closeness,
    trust, trust level, 关系, 关系程度, 关系等级, 关系强度, 关系状态, 亲密度, 亲密程度, 信任, 信任程度"""

_BRACKETS = re.compile(r"\[[^\]]*\]|\([^)]*\)|（[^）]*）|【[^】]*】")
_NOT_A_LETTER = re.compile(r"[\W_]+")
_FORE_WORDS = re.compile(r"^(employee|staff|contact|person|worker|stakeholder|customer|员工|人员|联系人|客户)(?=.)")
_SECRET = re.compile(
    r"pass[\s_-]?(word|wd|code|phrase)|\bpwd\b|kennwort|passwort|mot de passe|contrase[nñ]a|senha"
    r"|密码|密碼|口令|パスワード|暗証番号",
    re.IGNORECASE,
)


def fold(text: str) -> str:
    """A header or a word without what varies: width, case, blanks, punctuation, traditional characters."""
    return simplified(_NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold()))


def fold_header(header: str) -> str:
    return fold(without_brackets(header)) or fold(header)


def without_brackets(text: str) -> str:
    """`Email Address [Required]` as `Email Address`."""
    return _BRACKETS.sub(" ", text).strip()


def words_for(table: str, field: str) -> tuple[str, ...]:
    """Folded headers that mean a field, the best first."""
    return _words(table).get(field, ())


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


def unit_level(header: str) -> tuple[str, int]:
    """Whether a header numbers a level of units or names one ("" if neither), and which it is, 0 the highest.

    >>> unit_level("二级部门"), unit_level("Department Level 1"), unit_level("Team"), unit_level("Title")
    (('numbered', 1), ('numbered', 0), ('named', 4), ('', -1))
    """
    folded = fold_header(header)
    if found := _NUMBERED_UNIT.fullmatch(folded):
        sign = next(filter(None, found.groups()))
        return "numbered", ("一二三四五".find(sign) + 1 or int(sign)) - 1
    return next((("named", level) for level, listed in enumerate(_UNITS) if folded in _folded(listed)), ("", -1))


def is_bare_rating(header: str) -> bool:
    """`Rating (1-10)`: a rating, and it does not say of what."""
    return fold_header(header) in _folded(_RATING)


def is_relation(header: str) -> bool:
    """`关系程度`, `Relationship strength`: how close somebody is to us."""
    return fold_header(header) in _folded(_RELATION)


def is_secret(header: str) -> bool:
    """A column of passwords: never read, whatever it is mapped to."""
    return bool(_SECRET.search(header))


@cache
def _folded(listed: str) -> frozenset[str]:
    return frozenset(map(fold, listed.split(",")))


@cache
def _words(table: str) -> dict[str, tuple[str, ...]]:
    return {
        field: tuple(dict.fromkeys(filter(None, map(fold, [*text.split(","), field]))))
        for field, text in _HEADERS[table].items()
    }
