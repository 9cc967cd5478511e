"""Small made files as people have them: name lists in eleven languages and every encoding those are saved in.

`python -m tests.encoding_samples` prints how many of them `guess_encoding` reads right, by encoding and size.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from graphkit.files.encoding import guess_encoding

SIZES = (1, 2, 5, 20, 100)


@dataclass(frozen=True)
class Language:
    """What names, titles and headers of one language are made of, and the encodings its files come in."""

    encodings: tuple[str, ...]
    header: tuple[str, ...]
    family: tuple[str, ...]
    given: tuple[str, ...]
    titles: tuple[str, ...]
    units: tuple[str, ...]
    order: str = "{family}{given}"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SIMPLIFIED = Language(
    ("gb18030", "utf-16-le", "utf-16-be"),
    ("工号", "姓名", "职位", "部门"),
    _words("""王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗 郑 梁 谢 宋 唐
        欧阳 司马"""),
    _words("""伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞 平 刚 桂英
        建国 志强 晓东 雨欣 子涵 浩然 喆"""),
    _words("""总经理 采购经理 工程师 财务总监 销售代表 副总裁 主任 技术总监 人事专员 秘书 董事长
        项目经理 会计 产品经理"""),
    _words("总部 采购部 研发部 财务部 销售部 人力资源部 生产部 信息中心 质量管理部 法务部 华东区"),
)
TRADITIONAL = Language(
    ("big5", "cp950", "utf-16-le"),
    ("編號", "姓名", "職稱", "部門"),
    _words("""陳 林 黃 張 李 王 吳 劉 蔡 楊 許 鄭 謝 郭 洪 邱 曾 廖 賴 徐 周 葉 蘇 莊 歐陽
        江 呂 何 羅 高 蕭 潘 簡 朱 鍾"""),
    _words("""家豪 志明 俊傑 建宏 俊宏 淑芬 淑惠 美玲 雅婷 怡君 雅雯 宗翰 冠宇 承翰 詩涵 欣怡 麗華
        國榮 秀英 文雄 惠美"""),
    _words("""總經理 採購經理 工程師 財務長 業務代表 副總裁 主任 技術總監 人事專員 秘書 董事長 專案經理
        會計 協理 襄理"""),
    _words("總公司 採購部 研發部 財務部 業務部 人力資源部 生產部 資訊中心 品質管理部 法務室 行銷處"),
)
JAPANESE = Language(
    ("shift_jis", "cp932", "euc_jp"),
    ("社員番号", "氏名", "役職", "部署"),
    _words("""佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上
        木村 林 斎藤 清水 山崎 阿部"""),
    _words("""太郎 花子 健一 恵子 翔太 美咲 大輔 由美子 拓也 さくら 直樹 陽子 誠 愛 浩二 真由美 蓮
        結衣 ひろし みどり"""),
    _words("""社長 部長 課長 係長 主任 営業担当 エンジニア マネージャー 取締役 専務 購買部長
        システム管理者 秘書 経理担当"""),
    _words("""本社 営業部 開発部 経理部 人事部 製造部 購買課 情報システム部 品質管理室 法務部
        マーケティング部"""),
    "{family} {given}",
)
KOREAN = Language(
    ("euc_kr", "cp949"),
    ("사번", "이름", "직위", "부서"),
    _words("김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍"),
    _words("""민준 서연 철수 영희 지훈 수진 현우 지은 동현 미영 성민 은정 준호 혜진 상훈 유진 재현
        소영"""),
    _words("사장 부장 과장 대리 사원 이사 팀장 구매부장 기술이사 영업대표 비서 회계사"),
    _words("본사 영업부 개발부 재무부 인사부 생산부 구매팀 정보시스템팀 품질관리부 법무팀"),
)
FRENCH = Language(
    ("cp1252", "latin-1"),
    ("Matricule", "Prénom et nom", "Fonction", "Service"),
    _words("Lefèvre Dupont Côté Bélanger Martin Noël Girard François Müller Gauthier Hébert Pelletier Benoît"),
    _words("Élodie Jean François Hélène Chloé Marc Gaëlle Aurélie Benoît Zoé Rémi Anaïs Loïc Sophie"),
    (
        *("Directeur général", "Chargée d'études", "Responsable qualité", "Ingénieur", "Acheteur", "Secrétaire"),
        *("Contrôleur de gestion", "Président"),
    ),
    ("Siège", "Achats", "Études", "Qualité", "Ventes", "Comptabilité", "Sécurité"),
    "{given} {family}",
)
GERMAN = Language(
    ("cp1252", "latin-1"),
    ("Personalnummer", "Name", "Funktion", "Abteilung"),
    _words("Müller Schmidt Schröder Groß Weiß Jäger Köhler Meyer Schäfer Böhm Krüger Vogel Fuchs Lösch"),
    _words("Jürgen Anna Jörg Käthe Björn Günther Sören Ute Lukas Dörte Rüdiger Heike"),
    ("Geschäftsführer", "Einkäufer", "Sachbearbeiterin", "Leiter Qualität", "Prokurist", "Büroleitung"),
    ("Einkauf", "Geschäftsführung", "Qualität", "Vertrieb", "Öffentlichkeitsarbeit"),
    "{given} {family}",
)
SPANISH = Language(
    ("cp1252", "latin-1"),
    ("Número", "Nombre", "Cargo", "Área"),
    _words("García Fernández López Martínez Sánchez Pérez Gómez Núñez Muñoz Ibáñez Ruiz Peña"),
    _words("José María Íñigo Sofía Álvaro Raúl Inés Begoña Óscar Lucía Andrés"),
    ("Director técnico", "Jefa de compras", "Analista", "Ingeniería", "Secretaría", "Gestión"),
    ("Compras", "Administración", "Producción", "Ingeniería", "Logística"),
    "{given} {family}",
)
DANISH = Language(
    ("cp1252", "latin-1"),
    ("Nummer", "Navn", "Stilling", "Område"),
    _words("Sørensen Jørgensen Møller Kjær Åkesson Nygård Bæk Højgaard Lindström Ødegård"),
    _words("Søren Åse Jørgen Bjørn Mette Håkon Kåre Ærø Frøya Göran"),
    ("Direktør", "Indkøber", "Salgschef", "Ingeniør", "Økonomichef", "Sekretær"),
    ("Indkøb", "Økonomi", "Salg", "Forsøg", "Kvalitet på værk"),
    "{given} {family}",
)
POLISH = Language(
    ("cp1250",),
    ("Numer", "Imię i nazwisko", "Stanowisko", "Dział"),
    _words("Wójcik Kowalski Wiśniewska Dąbrowski Zieliński Szymański Woźniak Kozłowski Król Jabłoński Żak"),
    _words("Łukasz Małgorzata Paweł Agnieszka Michał Grażyna Błażej Świętosława Józef Bożena"),
    ("Dyrektor zakładu", "Kierownik zakupów", "Inżynier", "Księgowa", "Sprzedaż", "Główny specjalista"),
    ("Zakupy", "Księgowość", "Jakość", "Sprzedaż", "Zarząd"),
    "{given} {family}",
)
RUSSIAN = Language(
    ("cp1251", "utf-16-le"),
    ("Номер", "Имя", "Должность", "Отдел"),
    _words("Иванов Петров Смирнова Кузнецов Попова Соколов Лебедев Новикова Морозов Волков"),
    _words("Сергей Анна Дмитрий Елена Алексей Ольга Михаил Наталья Игорь Татьяна"),
    ("Директор", "Начальник отдела", "Инженер", "Бухгалтер", "Менеджер по закупкам", "Секретарь"),
    ("Закупки", "Бухгалтерия", "Производство", "Продажи", "Правление"),
    "{given} {family}",
)
ENGLISH = Language(
    ("utf-16-le", "utf-16-be", "utf-8"),
    ("Employee ID", "Name", "Title", "Department"),
    _words("Smith Jones Brown Taylor Wilson Davies Evans Lee"),
    _words("Ann Bob Cy Dan Eve Fay Gus Hal"),
    ("Director", "Buyer", "Engineer", "Analyst"),
    ("Purchasing", "Quality", "Sales", "Board"),
    "{given} {family}",
)
LANGUAGES = {
    name.lower(): value for name, value in list(globals().items()) if isinstance(value, Language) and name.isupper()
}


def sample(language: Language, rows: int, chance: random.Random) -> str:
    """A file of that many rows: names alone, with titles, or a whole table; its header native, English or none."""
    columns = chance.choice(((1,), (1, 2), (0, 1, 2, 3)))
    header = chance.choice((language.header, language.header, ENGLISH.header, None))
    lines = [header] if header else []
    for number in range(rows):
        name = language.order.format(family=chance.choice(language.family), given=chance.choice(language.given))
        lines.append((f"{number:04d}", name, chance.choice(language.titles), chance.choice(language.units)))
    delimiter = chance.choice(",;\t")
    return chance.choice(("\n", "\r\n")).join(delimiter.join(line[i] for i in columns) for line in lines) + "\n"


def samples(count: int, seed: int = 1) -> Iterator[tuple[str, str, int, str]]:
    """Language, encoding, rows and text of `count` files for each language, encoding and size; none is plain ASCII."""
    chance = random.Random(seed)
    for name, language in LANGUAGES.items():
        for encoding in language.encodings:
            for rows in SIZES:
                made = 0
                while made < count:
                    text = sample(language, rows, chance)
                    if encoding.startswith("utf") or not text.isascii():
                        made += 1
                        yield name, encoding, rows, text


def is_read(text: str, encoding: str) -> bool:
    """Whether the text comes back from its bytes without being told the encoding."""
    content = text.encode(encoding)
    return content.decode(guess_encoding(content), "replace") == text


def main() -> None:
    hits: dict[tuple[str, str], dict[int, list[bool]]] = {}
    for name, encoding, rows, text in samples(200):
        hits.setdefault((name, encoding), {}).setdefault(rows, []).append(is_read(text, encoding))
    print(f"{'language':<12}{'encoding':<12}" + "".join(f"{rows:>8}" for rows in SIZES))
    for (name, encoding), by_size in hits.items():
        print(f"{name:<12}{encoding:<12}" + "".join(f"{100 * sum(by_size[r]) / len(by_size[r]):>7.1f}%" for r in SIZES))


if __name__ == "__main__":
    main()
