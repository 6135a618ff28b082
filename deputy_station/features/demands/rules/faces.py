"""The three faces of what leaves the desk (内部, 上报, 公示): which of the person behind a matter each of them shows.

内部 stays in the office and shows the visitor whole. 上报 goes up: 张某某, 138****1234, the address to the village, and
the same inside every text. 公示 hangs on the wall: no visitor at all, no words of theirs, numbers in texts masked.
Whoever asked for secrecy is nameless everywhere, and told of in no text, but inside for those who have the right.

A text is cleared of the people who are known to it (visitor, further voices, whom the matter is about) and of every
number that could be a phone, an identity card or an account. A third person named in a text is not known here: what
hangs on a wall is read once by somebody before.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deputy_station.core.choices import Choice
from deputy_station.core.cleaning import mask_name, mask_phone
from deputy_station.features.demands.rules.villages import down_to_village

CONFIDENTIAL = "（保密）"
ADDRESS_GONE = "（住址略）"
SOMEBODY = "某某"
NUMBER_GONE, MAIL_GONE = "（号码略）", "（邮箱略）"

_BETWEEN_NAMES = re.compile(r"([、，,;；/／]\s*|(?<![A-Za-zÀ-ɏ])\s+|\s+(?![A-Za-zÀ-ɏ\s]))")
"""Marks and white space between two names; within a name of Latin letters white space parts nothing."""
_SET_APART = re.compile(
    r"(?<![^\s、，,;；/／])([^\s\dA-Za-z、，,;；/／])\s+([^\s\dA-Za-z、，,;；/／]{1,2})(?![^\s、，,;；/／])"
)
"""A surname of one sign, white space, a given name: 李　四, as it is typed to fill a column."""
_DOTS = re.compile("[·•‧・･∙⋅.．]")
"""What stands between the parts of 阿依古丽·买买提, as it is typed."""
_MANY = re.compile(r"等\s*[\d一二三四五六七八九十]*\s*(?:人|户)?$")
_ORGANISATION = re.compile(
    r"^.{1,}?(有限公司|公司|合作社|幼儿园|小学|中学|学校|医院|卫生院|卫生室|村委会|村民委员会|居委会|居民委员会|业委会|业主委员会"
    r"|委员会|协会|商会|银行|超市|饭店|酒店|宾馆|药店|商店|商铺|工厂|农场|林场|养殖场|敬老院|养老院|物业|单位|机关|派出所|办公室"
    r"|全体村民|部分村民|村民小组|村民组|村民|居民|业主|群众|商户|住户|(?<=..)厂|(?<=...)店)$"
)
"""Who comes is not always a person: 朔里镇第二小学 is no 朔某某."""
_NOBODY = frozenset(
    {"村民", "居民", "群众", "业主", "商户", "住户", "匿名", "无名氏", "不详", "未留名", "不愿透露"}
)
"""Words put down for a name that name nobody; in a text they are plain words."""
_APART = r"[\s\-－—–_.·()（）]*"
_ABROAD = r"(?:(?:\+|00)?86[\s\-－]*)?"
_MOBILE = re.compile(rf"(?<!\d){_ABROAD}(1{_APART}[3-9](?:{_APART}\d){{9}})(?!\d)")
_LONG_NUMBER = re.compile(
    r"(?<!\d)(?:\d{15,19}[Xx]?|\d{6}[\s\-－]\d{8}[\s\-－]\d{3}[\dXx]|\d{4}(?:[\s\-－]\d{4}){3}(?:[\s\-－]\d{1,3})?)(?!\d)"
)
_LANDLINE = re.compile(
    rf"(?<!\d){_ABROAD}(0\d{{2,3}}[\s\-－—–]*|[(（]0\d{{2,3}}[)）]\s*)(\d{{3,4}}[\s\-－—–]?\d{{4}})(?!\d)"
)
_LOCAL_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[.\-－])(?:[2-9]\d{6,7}|(?!20\d\d)[2-9]\d{2,3}[\s\-－]\d{4})"
    r"(?!\d|[.\-－—–~]\d|\s*(?:元|万|亿|平|米|亩|公|吨|斤|件|人|户|字|号楼|年|％|%))"
)
_DAY = re.compile(r"20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_SPELLED = re.compile(r"[〇零一二三四五六七八九幺]{7,}")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_DIGIT, _OTHER_DIGIT = re.compile(r"[0-9]"), re.compile(r"[^\D0-9]")
_LEFT_OVER = re.compile(r"\d{5,}")
_SHORTEST_PHONE, _SHORTEST_TAIL = 5, 2


class Face(Choice):
    """Whom an export is for."""

    INSIDE = "inside", "内部"
    UPWARD = "upward", "上报"
    PUBLIC = "public", "公示"


@dataclass(frozen=True)
class Person:
    """Somebody behind a matter, as the record holds them."""

    name: str = ""
    phone: str = ""
    address: str = ""
    secret: bool = False
    """Asked for secrecy: not even the surname may stand in a text."""


@dataclass(frozen=True)
class Shown:
    """The same as a face shows them; empty where it shows nothing."""

    name: str
    phone: str
    address: str


def is_hidden(face: Face, *, confidential: bool, may_see: bool) -> bool:
    """Whether nothing that could tell who it was may be shown: secrecy was asked for, and this face or whoever exports
    has no right to it."""
    return confidential and not (face is Face.INSIDE and may_see)


def show_person(
    person: Person, face: Face, *, confidential: bool = False, may_see: bool = False, village: str = ""
) -> Shown:
    """A person as a face shows them. `village` is the one recorded; without it the address is cut after its own.

    >>> show_person(Person("张守田", "13812341234", "六村三组 12 号"), Face.UPWARD)
    Shown(name='张某某', phone='138****1234', address='六村')
    """
    if is_hidden(face, confidential=confidential, may_see=may_see):
        return Shown("" if face is Face.PUBLIC else CONFIDENTIAL, "", "")
    if face is Face.INSIDE:
        return Shown(person.name, person.phone, person.address)
    place = village.strip() or down_to_village(person.address)
    if face is Face.PUBLIC:
        return Shown("", "", place)
    # People write whose number it is beside it.
    phone = cleared(masked_number(person.phone), [Person(person.name)], numbers=False)
    return Shown(some_name(person.name), phone, place)


def some_name(name: str) -> str:
    """张守田 becomes 张某某, 李四 李某, 欧阳明 欧阳某; several names one by one; 等 5 人 stays behind them.

    At most two 某: the length of a long name tells whose it is.
    """
    names, behind = _without_count(name)
    return "".join(_some_one(part) for part in _BETWEEN_NAMES.split(names)) + behind


def masked_number(phone: str) -> str:
    """A number as typed becomes one that nobody can dial: 138 1234 1234 is 138****1234, 0561-6610018 is 0561-*****18;
    each of several by itself, with the words beside it.

    >>> masked_number("+86 13812341234（儿子）、0561-6610018")
    '138****1234（儿子）、0561-*****18'
    """
    text = _plain_digits(unicodedata.normalize("NFC", phone)).strip()
    told = _without_numbers(text)
    if _LEFT_OVER.search(told) or (told == text and any(map(str.isdigit, text))):
        # No number as numbers are written: whatever it is, it must not be read off.
        return mask_phone("".join(sign for sign in text if sign.isalnum()))
    return told


def show_text(
    text: str, face: Face, people: Iterable[Person] = (), *, confidential: bool = False, may_see: bool = False
) -> str:
    """A text of the matter as a face shows it: whole inside; cleared of `people` and of numbers elsewhere; of a
    confidential matter nothing at all."""
    if not text:
        return ""
    if is_hidden(face, confidential=confidential, may_see=may_see):
        return CONFIDENTIAL
    return text if face is Face.INSIDE else cleared(text, people)


def is_person(name: str) -> bool:
    """Whether what was put down for a visitor names a person, and not an organisation or 村民."""
    return bool(name.strip()) and name.strip() not in _NOBODY and not _ORGANISATION.match(name.strip())


def cleared(text: str, people: Iterable[Person] = (), *, numbers: bool = True) -> str:
    """A text without the names, numbers and addresses of `people`, and without any number that could be dialled;
    without `numbers`, those that are not of `people` stay."""
    text = _plain_digits(text)
    # Most texts name nobody: what is not in them without white space needs no pattern made for it.
    bare, digits = _bare(text), "".join(_DIGIT.findall(text))
    folded = bare.casefold()
    for person in people:
        for part in _names_in(person.name):
            if _bare(part).casefold() in folded:
                told = SOMEBODY if person.secret else some_name(part)
                text = re.sub(_spaced(part), told, text, flags=re.IGNORECASE)
        for number in _numbers_in(person.phone) if digits else ():
            if number in digits:
                text = re.sub(_ABROAD + _APART.join(number), masked_number(number), text)
        text = _without_address(text, bare, person.address)
    if not numbers:
        return text
    text = _SPELLED.sub(NUMBER_GONE, text)
    return _without_numbers(_MAIL.sub(MAIL_GONE, text)) if digits or "@" in text else text


def told_outside(text: str, people: Sequence[Person]) -> str:
    """A text as paper tells it that leaves the house: cleared of `people`, and with nothing at all of the secret ones."""
    return cleared(nameless(text, [one for one in people if one.secret]), people)


def _without_numbers(text: str) -> str:
    """A text in which every number that could be dialled, and every long one, is masked."""
    text = _LONG_NUMBER.sub(lambda found: mask_phone(_digits_of(found.group())), text)
    text = _MOBILE.sub(lambda found: mask_phone(_digits_of(found[1])), text)
    text = _LANDLINE.sub(lambda found: found[1] + _but_the_tail(_digits_of(found[2])), text)
    return _LOCAL_NUMBER.sub(_local, text)


def _local(found: re.Match[str]) -> str:
    number = found.group()
    return number if _DAY.fullmatch(number) else _but_the_tail(_digits_of(number))


def _but_the_tail(digits: str) -> str:
    """*****18: of a number in the own town two digits are as much as may be told."""
    return "*" * (len(digits) - _SHORTEST_TAIL) + digits[-_SHORTEST_TAIL:]


def _digits_of(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def nameless(text: str, people: Iterable[Person], *, instead: str = CONFIDENTIAL) -> str:
    """A text that tells nothing of `people`: not even a surname, the end of a number or the village.

    >>> nameless("我是张守田，电话 138 1234 1234", [Person("张守田", "13812341234")])
    '我是（保密），电话 （保密）'
    """
    if not text:
        return text
    plain = _plain_digits(text)
    for person in people:
        parts = [_spaced(name) for name in _names_in(person.name)]
        parts += [_APART.join(number) for number in _numbers_in(person.phone)]
        address = _plain_digits(person.address).strip()
        tail = address[len(down_to_village(address)) :].strip(" ，,")
        parts += [_spaced(part) for part in (address, tail) if len(_bare(part)) >= _SHORTEST_TAIL]
        for part in parts:
            plain = re.sub(part, lambda _found: instead, plain)
    return plain if plain != _plain_digits(text) else text


def _without_count(name: str) -> tuple[str, str]:
    """张守田等 5 人 as 张守田 and 等 5 人; a name set apart to fill a column (李　四) is one name."""
    name = _SET_APART.sub(r"\1\2", name.strip())
    many = _MANY.search(name)
    if many is None or many.start() < 2:
        return name, ""
    return name[: many.start()].rstrip(), name[many.start() :]


def _some_one(name: str) -> str:
    if not name or name in _NOBODY or _BETWEEN_NAMES.fullmatch(name):
        return name
    organisation = _ORGANISATION.match(name)
    if organisation is not None:
        return f"某{organisation[1]}"
    return mask_name(name, "某")


def _names_in(name: str) -> list[str]:
    """The names in a field, longest first, so that 张三丰 is not left as 张某丰; a single sign is no name. Of a name in
    parts (阿依古丽·买买提) each part is one."""
    names, _behind = _without_count(name)
    told = _BETWEEN_NAMES.split(names)
    parts = {part for part in told if len(part) > 1 and part.strip() and part not in _NOBODY}
    parts |= {piece for part in parts for piece in _DOTS.split(part) if len(piece) > 1}
    return sorted(parts, key=len, reverse=True)


def _numbers_in(phone: str) -> list[str]:
    """The numbers in a field, as digits: the whole of it, and each of several."""
    plain = _plain_digits(phone)
    whole = "".join(sign for sign in plain if sign.isdigit())
    parts = ["".join(sign for sign in part if sign.isdigit()) for part in re.split(r"[、，,;；/／]", plain)]
    return [number for number in dict.fromkeys([whole, *parts]) if len(number) >= _SHORTEST_PHONE]


def _without_address(text: str, bare: str, address: str) -> str:
    """A text in which an address is written down to the village only; also where its end stands alone. `bare` is the
    text as it was at first, without white space."""
    address = _plain_digits(address).strip()
    kept = down_to_village(address)
    tail = address[len(kept) :].strip(" ，,")
    if len(tail) < _SHORTEST_TAIL or _bare(tail) not in bare:
        return text
    text = re.sub(_spaced(address), kept or ADDRESS_GONE, text)
    return re.sub(_spaced(tail), ADDRESS_GONE, text)


def _spaced(text: str) -> str:
    """A pattern of a text, whatever white space was typed in it."""
    return r"\s*".join(re.escape(sign) for sign in text if not sign.isspace())


def _bare(text: str) -> str:
    return "".join(text.split())


def _plain_digits(text: str) -> str:
    """Full-width and other digits as 0 to 9: a number is found however it was typed."""
    if not _OTHER_DIGIT.search(text):
        return text
    return "".join(
        str(unicodedata.decimal(sign)) if not sign.isascii() and sign.isdecimal() else sign for sign in text
    )
