"""Traditional Chinese words as simplified ones, for comparison only: nothing that is kept is ever converted."""

from __future__ import annotations

# The characters of the words we know (headings, values, posts) that are written differently, by OpenCC's dictionary.
_TRADITIONAL = (
    "與業東嚴個箇臨為爲習書買爭於產親從價會偉傭關興內寫沖衝決況創別彆辦務動華單廠參蔘發髮號閤衕後嚮曏員週諮響團糰場堅處備頭學實審傢對"
    "導儘盡侷層屬崗師帳開張強噹當彔錄徑逕誌懷態總慼戶執護報擁敵數無時暫闇朮術機權桿來闆極構標慾匯彙溝沒註測滿燈點愛狀電監碼確離稱穩競"
    "簽籤類係繫紅級紛線練組織終經結給綠編羣職聯藍虛銜補見視觸認議記設訪評識試話詢詳說請調謂謹負責賬購賴讚贊轉較辭過進適郵埰寀採釋釘鐵"
    "銷鍵長門間隊陣階際僱麵項領頻題風飛黃"
)
_SIMPLIFIED = (
    "与业东严个个临为为习书买争于产亲从价会伟佣关兴内写冲冲决况创别别办务动华单厂参参发发号合同后向向员周咨响团团场坚处备头学实审家对"
    "导尽尽局层属岗师帐开张强当当录录径径志怀态总戚户执护报拥敌数无时暂暗术术机权杆来板极构标欲汇汇沟没注测满灯点爱状电监码确离称稳竞"
    "签签类系系红级纷线练组织终经结给绿编群职联蓝虚衔补见视触认议记设访评识试话询详说请调谓谨负责账购赖赞赞转较辞过进适邮采采采释钉铁"
    "销键长门间队阵阶际雇面项领频题风飞黄"
)
_TABLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def simplified(text: str) -> str:
    """`員工編號` as `员工编号`; characters that stand in none of our words stay as they are.

    >>> simplified("直屬主管")
    '直属主管'
    """
    return text.translate(_TABLE)
