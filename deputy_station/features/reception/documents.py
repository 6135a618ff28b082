"""Papers of reception days: what the notice (forms/notice) may show."""

from deputy_station.documents.description import Field

FIELDS: tuple[Field, ...] = (
    Field("issuer", "发文机关", "青石镇人民代表大会主席团"),
    Field("document_number", "发文字号", "青人主〔2026〕7号"),
    Field("heading", "标题", "关于开展12月代表接待日活动的公告"),
    Field("addressee", "主送", "各选区选民、各村（社区）居民："),
    Field("opening", "依据和缘由", "根据年度工作安排，镇人大主席团定于近期开展代表接待日活动，现公告如下。"),
    Field("time", "接待时间", "2026年12月4日（星期五）9:00—11:30"),
    Field("place", "接待地点", "东街代表联络站一楼接待室（东街社区服务中心院内）"),
    Field("deputies", "接待代表", "王建国（区、镇人大代表）、李秀英（镇人大代表）"),
    Field("accepted", "可以反映的事项", "对本镇经济社会发展和民生实事的意见建议。"),
    Field("not_accepted", "不受理的事项", "已经或者依法应当通过诉讼、仲裁、行政复议解决的事项。"),
    Field("routing", "诉求去向", "能当场答复的当场答复；需要办理的，由镇人大主席团交有关单位限期办理。"),
    Field("contact", "联系方式", "联系人：周敏，电话：0561－5550123。"),
    Field("signature", "落款", "青石镇人民代表大会主席团"),
    Field("issued_on", "成文日期", "2026年11月27日"),
)
