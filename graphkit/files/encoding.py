"""Which encoding the bytes of a text file are in: its mark, UTF-8, UTF-16 by its zeros, else the best reading.

A list of five names is too short for statistics of a language, but names and titles are written with few characters:
each encoding that people save tables in is tried, and the reading wins in which the most characters are ones that
people of its languages are called by and work as. chardet is asked for what is not among these.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise

import chardet

_HEAD = 65_536
_SAMPLE = 16_384
_PEOPLE = 0.4  # East Asian text scores 0.5 and more, other text read as such below 0.35
_LANGUAGE = 0.75  # text in Latin script whose letters all belong to one language scores 1
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: it starts with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIMPLIFIED = """
王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪
戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚欧阳司伟芳娜秀英敏静丽强
磊军洋勇艳杰娟涛明超霞平刚桂建国志文华红玉春梅兰小海辉鹏飞宇浩欣婷雪晓东子雨总经理副事长主部门采购销售财务技术研
发工师人力资源行政助秘书会计员客户产品项目市场信息中心运营生质量管法公集团南北西区姓名职位岗编号电话手机邮箱上级
汇报专代表监安全设备后勤"""
_TRADITIONAL = """
陳林黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴徐周葉蘇莊江呂何羅高蕭潘簡朱鍾彭游詹胡施沈余趙盧梁顏柯孫魏翁戴范宋方鄧杜侯
曹溫傅薛丁馬蔣唐卓藍馮姚石董紀歐陽程連古汪湯姜田康鄒白涂尤巫韓龔嚴袁志明俊建宏淑美玲雅婷怡君家豪宗冠承詩欣麗華國
榮秀文雄惠芬珍真慧雯總經理副事長主任部門採購銷售財務技術研發工師人力資源行政助秘書會計員客戶產品專案市場訊中心營
運生質管法公司集團處課室業代表襄協編號姓名職稱電話"""
_JAPANESE = """
佐藤鈴木高橋田中伊渡辺山本村小林加吉口松井上斎清水崎阿部森池石川後岡長谷近坂遠青西福太三原島野和竹内金子郎一美恵
健大輔由翔拓直樹陽誠浩真蓮結社員番号氏名役職所属署課係主任営業担当取締専務購買開発経理人事製造情報品質管法支店室
術計秘書々"""
_KOREAN = """
김이박최정강조윤장임한오서신권황안송류홍전고문손양배백허유남심노하곽성차주우구민준연철수영희지훈진현은동미경숙호
사부과대리원팀표무상본회계업개발재인생산매관품질름직위번"""
_LATIN = {  # the letters beyond a-z of each language, without capitals
    "cp1252": ("éèêëàâäçîïôöùûüÿœæ", "äöüßé", "áéíóúüñ", "ãáâàçéêíóôõú", "àèéìòùí", "æøåéöäü", "éëïèöü", "áðéíóúýþæö"),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž"),
    "cp1254": ("çğıöşüâîİ",),
}
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ"
_GREEK = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ"
_SIGNS = "’‘“”„–—…€£«»°№·、。，：；（）《》「」"
_SINGLE = ("cp1252", "cp1250", "cp1254", "cp1251", "cp1253")
_DOUBLE = ("gb18030", "cp950", "cp932", "cp949", "euc_jp")
_WORTH = {"cp949": 0.6, "euc_jp": 0.55}  # what a usual character says: more where few are, 0.5 elsewhere
_SAME = {"big5": "cp950", "shift_jis": "cp932", "euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030"}


def guess_encoding(content: bytes) -> str:
    """The encoding of a text, as Python names it."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return encoding
    readable = _is_utf8(content)
    if utf16 := _utf16(content[:_HEAD], readable):
        return utf16
    if readable:
        return "iso2022_jp" if b"\x1b$" in content[:_HEAD] else "utf-8"
    return _best_reading(content)


def decodes(content: bytes, encoding: str) -> bool:
    """Whether a text is all in one encoding, found out in pieces: a large file is not copied for that."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), 1 << 20):
            decoder.decode(content[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(content: bytes) -> bool:
    """UTF-8, or UTF-8 with a bad byte here and there: four good characters beyond ASCII for each bad one."""
    if content.isascii() or decodes(content, "utf-8"):
        return True
    text = content[: 16 * _HEAD].decode("utf-8", "replace")
    return len(text) - len(text.encode("ascii", "ignore")) > 5 * text.count("\ufffd")


def _utf16(head: bytes, readable: bool) -> str:
    """UTF-16 without a mark: one half of each plain character is zero, always the same half.

    Text that reads well otherwise needs more of them: zeros get into files by accident too.
    """
    odd, even = head[1::2].count(0), head[0::2].count(0)
    noise = len(head) - odd - even - len(head.translate(None, _CONTROLS))
    share = 0.3 if readable and noise < 0.05 * len(head) else 0.04
    least = max(1, share * len(head) / 2, 0.6 * max(head.count(b"\n"), head.count(b"\r")))  # each line end has one
    if max(odd, even) < least or min(odd, even) > 0.3 * max(odd, even):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _best_reading(content: bytes) -> str:
    lines = islice(re.finditer(rb"[^\r\n]*[\x80-\xff][^\r\n]*", content), 2000)  # the others read alike in all
    sample = b"\n".join(line[0][:1000] for line in lines)[:_SAMPLE]
    guess = (chardet.detect(content[: 4 * _HEAD])["encoding"] or "cp1252").lower().replace("-", "_")
    guess = _SAME.get(guess, guess.replace("windows_", "cp"))
    if re.search(rb"[\r\n]", content) and b"\n".decode(guess, "replace") != "\n":
        guess = "cp1252"  # not of a mainframe, which ends its lines otherwise
    prior = {guess: 0.04, "cp1252": 0.05}
    scores = {encoding: _score(sample, encoding) + prior.get(encoding, 0.0) for encoding in (*_DOUBLE, *_SINGLE)}
    best = max(_DOUBLE, key=lambda encoding: scores[encoding])
    if scores[best] < _PEOPLE and guess not in scores and max(scores[encoding] for encoding in _LATIN) < _LANGUAGE:
        return guess
    best = max(scores, key=lambda encoding: scores[encoding])
    return "big5hkscs" if best == "cp950" and not decodes(content, best) and decodes(content, "big5hkscs") else best


def _score(sample: bytes, encoding: str) -> float:
    """How much a reading looks like people: mean weight of its characters beyond ASCII, 1 for the commonest."""
    try:
        text = sample.decode(encoding, "replace")
    except (LookupError, UnicodeError):
        return -1.0
    beyond = Counter(character for character in text if ord(character) > 127)
    if not beyond:
        return -1.0
    script = _script(encoding)
    mean = max(
        sum(number * _weight(character, common, script) for character, number in beyond.items()) / beyond.total()
        for common in script.alphabets
    )
    return mean - (script.crowding * _beside(text, latin=script.latin) + _out_of_place(text)) / beyond.total()


@dataclass(frozen=True)
class _Script:
    """The characters that people are written with: the commonest by language, and all usual ones.

    latin : its letters stand among plain ones and seldom side by side; of the letters of others the contrary holds.
    crowding : what it costs where they do not.
    """

    alphabets: tuple[frozenset[str], ...]
    usual: frozenset[str] = frozenset()
    worth: float = 0.5
    latin: bool = False
    crowding: float = 0.0


@cache
def _script(encoding: str) -> _Script:
    if encoding in _LATIN:
        alphabets = tuple(frozenset(letters + letters.upper()) for letters in _LATIN[encoding])
        return _Script(alphabets, latin=True, crowding=0.5)
    if encoding in ("cp1251", "cp1253"):
        letters = _CYRILLIC if encoding == "cp1251" else _GREEK
        return _Script((frozenset(letters),), frozenset(letters.upper()), crowding=1.0)
    if encoding in _DOUBLE:
        common = dict(zip(_DOUBLE, (_SIMPLIFIED, _TRADITIONAL, _JAPANESE, _KOREAN, _JAPANESE), strict=True))[encoding]
        return _Script((frozenset(common),), _level_one(encoding), _WORTH.get(encoding, 0.5))
    raise KeyError(encoding)


def _level_one(encoding: str) -> frozenset[str]:
    """The characters that a national standard sets apart as the usual ones."""
    first, last = {"gb18030": (0xB0, 0xD7), "cp950": (0xA4, 0xC6), "cp932": (0x88, 0x98), "cp949": (0xB0, 0xC8)}.get(
        encoding, (0xB0, 0xCF)
    )
    trails = range(0x40 if encoding in ("cp950", "cp932") else 0xA1, 0xFF)
    pairs = (bytes((lead, trail)) for lead in range(first, last + 1) for trail in trails)
    read = "".join(pair.decode(encoding, "ignore") for pair in pairs)
    kana = "".join(map(chr, range(0x3041, 0x30FF))) if encoding in ("cp932", "euc_jp") else ""
    return frozenset(character for character in read + kana if ord(character) > 255)


def _weight(character: str, common: frozenset[str], script: _Script) -> float:
    if character in common:
        return 1.0
    if character in script.usual:
        return script.worth
    if character in _SIGNS:
        return 0.3
    if character == "\ufffd":
        return -2.0
    return 0.1 if unicodedata.category(character) in ("Lu", "Ll", "Lo") else -0.5


def _beside(text: str, latin: bool) -> int:
    """How many letters beyond ASCII stand beside another one (`latin`), or beside a plain one (others)."""
    letters = pairwise((character.isalpha(), character.isascii()) for character in text)
    return sum(a and b and (not (x or y) if latin else x != y) for (a, x), (b, y) in letters)


def _out_of_place(text: str) -> int:
    """How many letters beyond ASCII are capital and follow a small one, or stand before a digit like a currency."""
    pairs = pairwise(text)
    capitals = sum(left.islower() and right.isupper() and not right.isascii() for left, right in pairs)
    return capitals + len(re.findall(r"(?<!\w)[^\W\x00-\x7f\u3000-\uffff](?=\d)", text))
