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
from collections.abc import Iterable
from dataclasses import dataclass

from deputy_station.core.choices import Choice
from deputy_station.core.cleaning import mask_phone

CONFIDENTIAL = "（保密）"
ADDRESS_GONE = "（住址略）"

_DOUBLE_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠"
        "公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车令狐淳于单于呼延拓跋轩辕百里东郭西门",
    )
)
_VILLAGE = re.compile(r"^.*?(?:社区|居委会|村委会|村(?![镇乡街民路]))")
_TOWN = re.compile(r"^.*?(?:镇|乡|街道)")
_BETWEEN_NAMES = re.compile(r"([、，,;；/／\s]+)")
_MANY = re.compile(r"等\s*[\d一二三四五六七八九十]*\s*(?:人|户)?$")
_APART = r"[\s\-－—–_.·()（）]*"
_MOBILE = re.compile(rf"(?<!\d)1(?:{_APART}\d){{10}}(?!\d)")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{15,19}[Xx]?(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(?:0\d{2,3}[\s\-－—–]?|[(（]0\d{2,3}[)）]\s?)\d{7,8}(?!\d)")
_LOCAL_NUMBER = re.compile(r"(?<![\d.])[2-9]\d{6,7}(?![\d.]|\s*(?:元|万|亿|平|米|亩|公|吨|斤|件|人|户|字))")
_DIGIT, _OTHER_DIGIT = re.compile(r"[0-9]"), re.compile(r"[^\D0-9]")
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
    place = village_of(person.address, village)
    if face is Face.PUBLIC:
        return Shown("", "", place)
    return Shown(some_name(person.name), masked_number(person.phone), place)


def some_name(name: str) -> str:
    """张守田 becomes 张某某, 李四 李某, 欧阳明 欧阳某; several names one by one; 等 5 人 stays behind them.

    At most two 某: the length of a long name tells whose it is.
    """
    names, behind = _without_count(name)
    return "".join(_some_one(part) for part in _BETWEEN_NAMES.split(names)) + behind


def masked_number(phone: str) -> str:
    """A number as typed becomes one that nobody can dial: 138 1234 1234 is 138****1234."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", phone) if sign.isalnum())
    return mask_phone(digits)


def village_of(address: str, village: str = "") -> str:
    """An address down to the village or community, never further; else to the town; else nothing.

    >>> village_of("朔里镇六村三组 12 号"), village_of("幸福小区 3 号楼")
    ('朔里镇六村', '')
    """
    if village.strip():
        return village.strip()
    found = _VILLAGE.match(address.strip()) or _TOWN.match(address.strip())
    return found.group().strip() if found else ""


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


def cleared(text: str, people: Iterable[Person] = ()) -> str:
    """A text without the names, numbers and addresses of `people`, and without any number that could be dialled."""
    text = _plain_digits(text)
    # Most texts name nobody: what is not in them without white space needs no pattern made for it.
    bare, digits = _bare(text), "".join(_DIGIT.findall(text))
    for person in people:
        for part in _names_in(person.name):
            if part in bare:
                text = re.sub(r"\s*".join(map(re.escape, part)), some_name(part), text)
        for number in _numbers_in(person.phone) if digits else ():
            if number in digits:
                text = re.sub(_APART.join(number), masked_number(number), text)
        text = _without_address(text, bare, person.address)
    if digits:
        for pattern in (_LONG_NUMBER, _MOBILE, _LANDLINE, _LOCAL_NUMBER):
            text = pattern.sub(lambda found: masked_number(found.group()), text)
    return text


def _without_count(name: str) -> tuple[str, str]:
    """张守田等 5 人 as 张守田 and 等 5 人."""
    name = name.strip()
    many = _MANY.search(name)
    if many is None or many.start() < 2:
        return name, ""
    return name[: many.start()].rstrip(), name[many.start() :]


def _some_one(name: str) -> str:
    if not name or _BETWEEN_NAMES.fullmatch(name):
        return name
    known = 2 if name[:2] in _DOUBLE_SURNAMES and len(name) > 2 else 1
    return name[:known] + "某" * max(1, min(2, len(name) - known))


def _names_in(name: str) -> list[str]:
    """The names in a field, longest first, so that 张三丰 is not left as 张某丰; a single sign is no name."""
    names, _behind = _without_count(name)
    parts = {part for part in _BETWEEN_NAMES.split(names) if len(part) > 1 and part.strip()}
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
    kept = village_of(address)
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
