"""Where a Chinese surname ends: 欧阳明 is called 欧阳, not 欧."""

import re

_OF_TWO_SIGNS = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠"
        "公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车令狐淳于单于呼延拓跋轩辕百里东郭西门"
        "第五左丘梁丘南门南宫羊舌微生公良公西漆雕乐正巫马亓官司寇谷梁段干颛孙壤驷夹谷宰父拓拔纳兰哥舒完颜",
    )
)


def surname_of(name: str) -> str:
    """The surname a name begins with; of a name of two signs the first (欧阳 alone is somebody called 欧).

    >>> surname_of("欧阳明"), surname_of("张守田"), surname_of("")
    ('欧阳', '张', '')
    """
    return name[:2] if len(name) > 2 and name[:2] in _OF_TWO_SIGNS else name[:1]
