"""Short files in every encoding: a list of five names is read right."""

from __future__ import annotations

import pytest

from graphkit.errors import GraphkitError
from graphkit.files.encoding import guess_encoding
from graphkit.files.tables import read_table
from tests.encoding_samples import is_read, samples

CHINESE = """工号,姓名,职位,部门,直属上级
0001,张伟,总经理,总部,
0002,王芳,采购经理,采购部,0001
0003,李娜,工程师,研发部,0002
"""


def test_small_files_in_every_encoding_are_read_right() -> None:
    """Every file of five rows and more, and of files of one or two names 97 in 100."""
    hits: dict[tuple[str, str, bool], list[bool]] = {}
    for language, encoding, rows, text in samples(4, seed=3):
        hits.setdefault((language, encoding, rows >= 5), []).append(is_read(text, encoding))
    assert [case for case, read in hits.items() if case[2] and not all(read)] == []
    tiny = [read for case, several in hits.items() if not case[2] for read in several]
    assert sum(tiny) >= 0.97 * len(tiny)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name;title\nO’Brien;CEO – Europe\nJosé;CTO\n", "cp1252"),
        ("name;pay\nAnn;£50\nBob;£60\n", "cp1252"),
        ("Jméno;Město\nJan Dvořák;Praha\nTomáš Říha;Plzeň\n", "cp1250"),
        ("ad;unvan\nAyşe Yılmaz;müdür\nÇağrı Gökçe;şef\n", "cp1254"),
        ("Имя;Должность\nИванов;Директор\nПетров;Инженер\n", "koi8-r"),
        ("Όνομα;Τίτλος\nΓιώργος Παπαδόπουλος;Διευθυντής\n", "cp1253"),
        ("編號;姓名\n1;游錫堃\n2;陳喆\n", "big5hkscs"),
        ("氏名;部署\n﨑山 髙志;①営業部\nﾔﾏﾀﾞ ﾀﾛｳ;開発部\n", "cp932"),
        ("name,title\n" + "Ann,CEO\n" * 20_000 + "张伟,总经理\n王芳,经理\n", "gb18030"),
        ("Employee,Title\nAnn Lee,CEO\n", "utf-16-le"),
        ("Employee,Title\nAnn Lee,CEO\n", "utf-16-be"),
        ("Имя;Должность\nИванов;Директор\n", "utf-16-le"),
        ("氏名,部署\n佐藤,営業\n", "iso2022_jp"),
        ("id,name\n1,Ann\n", "utf-32"),
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "gb18030"),
        ("id,name\n1,张伟\n", "gb18030"),
        ("姓名\n李娜\n", "gb18030"),
        ("工号,姓名\n1,王喆\n2,龘靐\n3,刘洋\n4,陈晨\n5,杨帆\n", "gb18030"),
        ("id;name\n1;Müller\n2;Jürgen Groß\n3;Schröder\n", "cp1252"),
        ("name,title\nFrançois Lefèvre,Directeur général\nÉlodie Côté,Chargée d'études\n", "cp1252"),
        ("이름,직위\n김철수,부장\n이영희,사장\n박민수,과장\n", "euc-kr"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str) -> None:
    sheet = read_table(text.encode(encoding), "x.csv")
    assert "".join(sheet.header) + "".join(map("".join, sheet.rows.to_numpy())) == text.translate(
        str.maketrans("", "", ",;\n")
    )
    assert ("encoding_guessed" in [f.code for f in sheet.findings]) == (encoding[:3] != "utf")


def test_utf8_with_one_bad_byte_stays_utf8() -> None:
    content = CHINESE.encode()[:-1] + b"\xff\n"
    assert guess_encoding(content) == "utf-8"
    sheet = read_table(content, "x.csv")
    assert sheet.rows["姓名"][1] == "王芳"
    assert [(f.column, f.row) for f in sheet.findings if f.code == "replacement_character"] == [("直属上级", 4)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_plain_text_is_not_read_as_that_of_a_mainframe(end: bytes) -> None:
    """With few letters beyond ASCII, chardet names EBCDIC for this, in which every plain letter is another."""
    rows = [
        b"name",
        b"Ann R0",
        b"Ann R1",
        b"Ann R2",
        b"Ann R3",
        b"Bob Lee R4",
        b"#REF! R5",
        b"#REF! R6",
        b"\x841\xa47 R7",
    ]
    content = end.join(rows) + end
    assert content.decode(guess_encoding(content)).splitlines()[1] == "Ann R0"


def test_text_of_a_mainframe_is_read() -> None:
    text = "id,name,title\n1,Ann Lee,Director\n2,Bob Ray,Engineer\n3,Jane Doe,Clerk\n"
    assert text.encode("cp500").decode(guess_encoding(text.encode("cp500"))) == text


def test_an_encoding_of_ones_own_wins() -> None:
    assert read_table("a,b\n1,é\n".encode("cp1252"), "x.csv", encoding="cp1252").encoding == "cp1252"
    with pytest.raises(GraphkitError, match="Unknown encoding 'klingon'"):
        read_table(b"a,b\n1,2\n", "x.csv", encoding="klingon")
    with pytest.raises(GraphkitError, match="Unknown encoding 'hex'"):  # a codec of Python's, but not one of text
        read_table(b"a,b\n1,2\n", "x.csv", encoding="hex")
