"""Papers of demands: what the sheet of one demand (forms/demand_record) may show."""

from deputy_station.documents.description import Field, FieldKind

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("number", "编号", "东街〔2026〕第12号"),
    Field("received_on", "接待日期", "2026年11月6日"),
    Field("place", "接待地点", "一楼接待室"),
    Field("deputies", "接待代表", "王建国、李秀英"),
    Field("recorder", "记录人", "周敏"),
    Field("visitor", "来访人", "张桂兰"),
    Field("gender", "性别", "女"),
    Field("address", "单位或住址", "东街社区 3 组"),
    Field("phone", "联系电话", "138****5678"),
    Field("party_size", "来访人数", "1 人"),
    Field("channel", "反映方式", "现场"),
    Field("confidential", "是否保密", "否"),
    Field("category", "类别", "城乡建设／市政设施／路灯照明"),
    Field("words", "反映的问题（原话）", "俺们那条巷子的路灯坏了半个月，晚上接孩子看不见路。"),
    Field("route", "处理方式", "交办镇政府"),
    Field("opinion", "拟办意见", "请镇城建办现场查看后修复。"),
    Field("unit", "承办单位", "镇城建办"),
    Field("assigned_on", "交办日期", "2026年11月6日"),
    Field("deadline", "办理期限", "2026年11月20日"),
    Field("deadline_rule", "期限算法", "交办次日起 10 个工作日，跳过双休日"),
    Field(
        "steps",
        "办理经过",
        kind=FieldKind.LIST,
        columns=(
            Field("day", "日期", "11月9日"),
            Field("action", "事项", "承办"),
            Field("content", "内容", "现场查看，确认线路老化。"),
            Field("actor", "经办人", "刘涛"),
        ),
    ),
    Field("result", "办理结果", "更换路灯 3 盏、线路 40 米，已亮灯。"),
    Field("settled_on", "办结日期", "2026年11月17日"),
    Field("feedback", "反馈情况", "11月18日 电话告知来访人办理结果。"),
    Field("satisfaction", "群众评价", "满意"),
    Field("follow_up", "回访情况", "11月19日 回访，路灯正常。"),
    Field("struck_off_on", "销号日期", "2026年11月19日"),
)
