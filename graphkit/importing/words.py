"""The words a customer's file uses for our values, in English and Chinese.

Words are compared folded (`graphkit.importing.headers.fold`): `DECISION_MAKER`, `Decision Maker` and `decision-maker`
are one. The lists follow the picklists of Salesforce, HubSpot, LinkedIn Sales Navigator, Altify and Chinese CRMs.
"""

from __future__ import annotations

import re
import unicodedata

from graphkit.importing.headers import fold

# -- words with one meaning --------------------------------------------------------------------------------------------

VALUES: dict[str, dict[str, str]] = {
    "power": {"innercircle": "5", "politicalstructure": "3", "outsidepoliticalstructure": "1"},  # Altify
    "influence": {},
    "support": {
        **dict.fromkeys(("champion", "mentor", "coach", "内线", "教练", "铁杆", "坚定支持", "强烈支持", "拥护"), "2"),
        **dict.fromkeys(("stronglysupports", "strongsupporter", "strongsupport", "stronglysupport", "advocate"), "2"),
        **dict.fromkeys(("supporter", "positive", "support", "supportive", "支持", "支持者", "赞成"), "1"),
        **dict.fromkeys(("neutral", "中立", "中性"), "0"),
        **dict.fromkeys(("sceptic", "skeptic", "nonsupporter", "nonsupportive", "negative", "不支持", "怀疑"), "-1"),
        **dict.fromkeys(("opponent", "enemy", "blocker", "opposed", "oppose", "反对", "敌对", "反对者"), "-2"),
        **dict.fromkeys(("stronglyopposed", "strongopponent", "stronglyoppose", "强烈反对", "坚决反对"), "-2"),
    },
    "role": {
        **dict.fromkeys(("decisionmaker", "economicdecisionmaker", "economicbuyer", "approver"), "decision_maker"),
        **dict.fromkeys(("budgetholder", "keydecisionmaker", "dm", "eb"), "decision_maker"),
        **dict.fromkeys(
            ("决策者", "决策人", "关键决策人", "最终决策者", "拍板人", "审批人", "审批者"), "decision_maker"
        ),
        **dict.fromkeys(("gatekeeper", "technicalbuyer", "evaluator", "procurement"), "gatekeeper"),
        **dict.fromkeys(("legalandcompliance", "technicalevaluator", "purchasing"), "gatekeeper"),
        **dict.fromkeys(
            ("把关者", "把关人", "技术把关者", "技术把关人", "守门人", "评估者", "采购", "采购人"), "gatekeeper"
        ),
        **dict.fromkeys(("user", "enduser", "businessuser", "userbuyer", "使用者", "使用人", "用户"), "user"),
        **dict.fromkeys(("influencer", "userinfluencer", "executivesponsor", "影响者", "影响人"), "influencer"),
        **dict.fromkeys(("other", "其他", "其它"), ""),
    },
    "confidence": {
        **dict.fromkeys(("confirmed", "已确认", "确认"), "confirmed"),
        **dict.fromkeys(("assumed", "假设", "推测", "假定", "猜测"), "assumed"),
    },
    "stage": {
        **dict.fromkeys(("unease", "不安不满", "不安"), "unease"),
        **dict.fromkeys(("desire", "欲求"), "desire"),
        **dict.fromkeys(("decision", "行动决定", "行动"), "decision"),
    },
    "disc": {
        **{letter.casefold(): letter for letter in "DISC"},
        **dict.fromkeys(("dominance", "dominant", "主导", "支配", "掌控"), "D"),
        **dict.fromkeys(("influence", "influencing", "influential", "影响", "社交"), "I"),
        **dict.fromkeys(("steadiness", "steady", "稳健", "稳定"), "S"),
        **dict.fromkeys(("conscientiousness", "conscientious", "compliance", "compliant", "cautious"), "C"),
        **dict.fromkeys(("谨慎", "服从", "尽责", "严谨"), "C"),
    },
    "kind": {
        **dict.fromkeys(("influences", "influence", "影响"), "influences"),
        **dict.fromkeys(("friend", "friends", "friendship", "朋友", "好友"), "friend"),
        **dict.fromkeys(("alumni", "alumnus", "schoolmate", "校友", "同学"), "alumni"),
        **dict.fromkeys(("excolleague", "excolleagues", "formercolleague", "前同事", "老同事"), "ex_colleague"),
        **dict.fromkeys(("family", "relative", "亲属", "家人", "亲戚"), "family"),
        **dict.fromkeys(("mentor", "mentors", "导师", "师徒"), "mentor"),
        **dict.fromkeys(("workswith", "worktie", "共事", "工作往来", "同事"), "works_with"),
        **dict.fromkeys(("rival", "rivals", "conflict", "对手", "竞争", "冲突"), "rival"),
        **dict.fromkeys(("reportsto", "solid", "manager", "汇报", "汇报线", "上级", "实线"), "reports_to"),
        **dict.fromkeys(("dottedto", "dotted", "dottedline", "虚线", "虚线汇报"), "dotted_to"),
        **dict.fromkeys(("advice", "asksadvice", "请教", "咨询"), "advice"),
    },
    "trust": {
        **dict.fromkeys(("none", "nocontact", "notmet", "无", "未接触", "无接触"), "0"),
        **dict.fromkeys(("safety", "安全", "briefcontact", "vendor"), "1"),
        **dict.fromkeys(("value", "价值", "multiplecontacts", "crediblesource", "problemsolver"), "2"),
        **dict.fromkeys(("dependence", "依赖", "indepth", "trustedadvisor"), "3"),
    },
}
VALUES["target_trust"] = VALUES["trust"]

# Where a file also says "strongly opposed", its "opposed" is a milder no.
MILDER = {
    "support": (
        {"stronglyopposed", "strongopponent", "stronglyoppose", "强烈反对", "坚决反对", "敌对", "enemy"},
        dict.fromkeys(("opposed", "oppose", "反对", "反对者"), "-1"),
    )
}

# A role column may hold a stance: the word says nothing about the part in the decision, and much about support.
STANCES = {
    **dict.fromkeys(("champion", "coach", "mentor", "教练", "内线"), "2"),
    **dict.fromkeys(("supporter", "支持者"), "1"),
    **dict.fromkeys(("blocker", "opponent", "反对者"), "-2"),
}

# -- words whose meaning depends on the others in the column -----------------------------------------------------------

# How far from the middle: `high` is the top where nothing is `very high`, and half-way where something is.
GRADES: dict[str, int] = {
    **dict.fromkeys(("verylow", "veryweak", "很低", "极低", "非常低"), -3),
    **dict.fromkeys(("low", "l", "weak", "低", "弱", "小"), -2),
    **dict.fromkeys(("ratherlow", "somewhatlow", "较低", "偏低", "较弱", "较小"), -1),
    **dict.fromkeys(("medium", "med", "m", "middle", "moderate", "average", "mid", "中", "中等", "一般", "普通"), 0),
    **dict.fromkeys(("ratherhigh", "somewhathigh", "较高", "偏高", "较强", "较大"), 1),
    **dict.fromkeys(("high", "h", "strong", "高", "强", "大"), 2),
    **dict.fromkeys(("veryhigh", "verystrong", "很高", "极高", "非常高", "很强"), 3),
}

# Traffic lights: that green is good for us, and by how much, has to be confirmed.
COLOURS: dict[str, int] = {
    **dict.fromkeys(("green", "绿", "绿色", "绿灯"), 2),
    **dict.fromkeys(("amber", "yellow", "orange", "黄", "黄色", "黄灯", "橙", "橙色"), 0),
    **dict.fromkeys(("red", "红", "红色", "红灯"), -2),
}
_LIGHTS = {"g": 2, "a": 0, "y": 0, "r": -2}

# -- nothing, yes and no -----------------------------------------------------------------------------------------------

UNKNOWN_WORDS = frozenset(
    {"unknown", "notset", "notrated", "na", "nd", "nan", "null", "tbd", "tbc", "unrated", "notassessed", "unsure"}
    | {
        "notmet",
        "notyetmet",
        "nevermet",
        "notcontacted",
        "notyetcontacted",
        "noopinion",
        "noidea",
        "noanswer",
        "notsure",
    }
    | {
        "dontknow",
        "donotknow",
        "notknown",
        "dk",
        "idk",
        "notapplicable",
        "nodata",
        "noinfo",
        "tobedetermined",
        "pending",
    }
    | {
        "未知",
        "不详",
        "待定",
        "未评估",
        "未填写",
        "不清楚",
        "暂无",
        "不了解",
        "不知道",
        "不确定",
        "不明",
        "不认识",
        "未接触",
    }
    | {
        "未联系",
        "未见过",
        "没见过",
        "尚未接触",
        "未评",
        "未定",
        "未填",
        "待评估",
        "待确认",
        "待了解",
        "待补充",
        "不适用",
    }
)
YES = frozenset({"yes", "y", "true", "t", "1", "x", "是", "对", "有", "主管", "负责人", "√", "✓", "✔"})
NO = frozenset({"no", "n", "false", "f", "0", "否", "不是", "无", "×", "✗"})

# Whether somebody is still there. Whoever is on leave or has given notice still is.
LEFT = frozenset(
    {
        "terminated",
        "inactive",
        "left",
        "former",
        "formeremployee",
        "exemployee",
        "resigned",
        "retired",
        "departed",
        "gone",
    }
    | {"dismissed", "separated", "exited", "deceased", "leftcompany", "leftthecompany", "nolongeremployed", "notactive"}
    | {
        "离职",
        "已离职",
        "离任",
        "已离任",
        "退休",
        "已退休",
        "辞职",
        "已辞职",
        "离岗",
        "解聘",
        "已解聘",
        "非在职",
        "不在职",
    }
)
STILL_THERE = frozenset(
    {
        "active",
        "current",
        "employed",
        "present",
        "onleave",
        "leave",
        "leaveofabsence",
        "maternityleave",
        "parentalleave",
    }
    | {
        "sabbatical",
        "probation",
        "onprobation",
        "noticeperiod",
        "onnotice",
        "fulltime",
        "parttime",
        "permanent",
        "temporary",
    }
    | {
        "contractor",
        "intern",
        "regular",
        "working",
        "在职",
        "在岗",
        "正式",
        "正式员工",
        "试用",
        "试用期",
        "实习",
        "休假",
        "产假",
    }
    | {"停薪留职", "全职", "兼职", "合同工", "外包", "待离职", "转正", "正常"}
)

_ONLY_MARKS = re.compile(r"[-–—_?？./…\s]+")
_NO_LETTERS = re.compile(r"[\W_]+")
_AROUND_A_TYPE = re.compile(r"high|primary|type|style|高|偏|型|风格|为主")
_PARTS = re.compile(r"[;,/|、；，\n]")


def is_unknown(text: str) -> bool:
    """A word that says that nobody knows: `N/A`, `-`, `未知`. Unknown is never neutral."""
    return not text or fold(text) in UNKNOWN_WORDS or bool(_ONLY_MARKS.fullmatch(text))


def yes_or_no(text: str) -> bool | None:
    """True for `是`, `Yes`, `x`; False for `否`, `No`, ``; None for anything else."""
    word = unicodedata.normalize("NFKC", text).strip().casefold()
    if word in YES:
        return True
    return False if word in NO or is_unknown(word) else None


def has_left(text: str) -> bool | None:
    """True for `Terminated`, `已离职`; False for `Active`, `在职`, ``; None for anything else."""
    word = fold(text)
    if word in LEFT:
        return True
    return False if word in STILL_THERE or is_unknown(text) else None


def words_of(field: str, folded: set[str]) -> dict[str, str]:
    """What each word means in a column that holds these words, folded."""
    known = VALUES.get(field, {})
    stronger, milder = MILDER.get(field, (set(), {}))
    return known | milder if folded & stronger else known


def colours_of(folded: set[str]) -> dict[str, int]:
    """The grade that each colour among these words stands for; letters count only where all are letters of lights."""
    if len(folded) > 1 and folded <= set(_LIGHTS):
        return {word: _LIGHTS[word] for word in folded}
    return {word: COLOURS[word] for word in folded if word in COLOURS}


def disc_letters(text: str) -> list[str]:
    """The types that a text names, the main one first: `High D` and `主导型/D型` one, `D/I` two, else none.

    >>> disc_letters("High D"), disc_letters("主导型/D型"), disc_letters("Di"), disc_letters("Driver")
    (['D'], ['D'], ['D', 'I'], [])
    """
    letters: list[str] = []
    for word in filter(None, (_AROUND_A_TYPE.sub("", fold(part)) for part in _NO_LETTERS.split(text))):
        is_types = len(word) < 4 and set(word) <= set("disc")
        named = [letter.upper() for letter in word] if is_types else [VALUES["disc"].get(word, "")]
        if not all(named):
            return []
        letters += named
    return list(dict.fromkeys(letters))


def parts(cell: str) -> list[str]:
    """`Decision Maker / 影响者` as two texts."""
    return [part.strip() for part in _PARTS.split(cell) if part.strip()]
