"""Pages that are no sign-in sheets: intake slips, slips of a statement of points, ballots, papers of a record."""

from sqlalchemy.orm import Session

from deputy_station.features.activities.models import Activity
from deputy_station.features.activities.service.evidence import add_evidence
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.service.rows import demand_number
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.desk.models import IntakeSlip
from deputy_station.features.desk.rules.slips import SECRET_YES, SlipState, TickField, slip_number
from deputy_station.features.desk.service.slips import slip_back
from deputy_station.features.scans.models import ScanPage
from deputy_station.features.scans.rules.filing import read_ticks, secrecy_doubtful
from deputy_station.features.scans.rules.papers import record_of
from deputy_station.features.scans.rules.read_pages import ReadPage
from deputy_station.features.scans.rules.states import PageState, PaperKind
from deputy_station.features.scans.rules.words import one_more_sentence, same_page_sentence
from deputy_station.features.scans.service.kept import Filed, PageRefused, came_on, earlier_page
from deputy_station.features.scans.service.sheets import KEPT_AT
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.store.followers import BALLOT_CAME_BACK, REGISTER_PAGE_BACK, tell_followers

SLIP_NOT_KEPT = "这张来访登记便条没有打印记录，可能是在别的库里印的。请按纸面登记诉求。"
SLIP_VOID = "便条 {} 已作废，没有收。确实要用，请按纸面登记诉求。"
SLIP_TAKEN_UP = "便条 {} 已经录成诉求，没有重复登记。"
_TITLES = {"activity": (Activity, "title"), "demand": (Demand, "title"), "suggestion": (Suggestion, "title")}
"""Records that keep evidence, and what they are called by."""


def file_slip(session: Session, page: ScanPage, read: ReadPage) -> Filed:
    """An intake slip came back: its ticks are read, the gist waits for the clerk. Raises PageRefused."""
    assert read.paper is not None
    slip = session.get(IntakeSlip, read.paper.number(0))
    if slip is None:
        raise PageRefused(SLIP_NOT_KEPT)
    page.slip_id = slip.id
    number = slip_number(slip.year, slip.number)
    subject = f"便条 {number}"
    if slip.state is SlipState.VOID:
        raise PageRefused(SLIP_VOID.format(number))
    if slip.state is SlipState.TAKEN_UP:
        return Filed(PaperKind.SLIP, PageState.AGAIN, SLIP_TAKEN_UP.format(number), subject)
    first = earlier_page(session, page)
    if slip.state is SlipState.BACK and first is not None:
        return Filed(PaperKind.SLIP, PageState.AGAIN, same_page_sentence(came_on(session, first)), subject)
    boxes = [(box.key, box.verdict) for box in read.boxes]
    ticks = read_ticks(boxes)
    chosen, doubt = dict(ticks.chosen), "" if ticks.clear else "勾选有看不准的，请照图选。"
    if secrecy_doubtful(boxes, chosen):
        # What was asked about too much can be opened later; what was shown cannot be taken back.
        chosen[TickField.SECRET.value] = SECRET_YES
        doubt += "要不要保密看不准，先按保密。"
    slip_back(session, slip_id=slip.id, ticks=chosen)
    page.picture = read.picture
    return Filed(PaperKind.SLIP, PageState.ASKED, f"待录入，只差事由。{doubt}", subject, asked=1)


def file_statement(session: Session, page: ScanPage, read: ReadPage) -> Filed:
    """The slip of a statement of points came back: a person reads what the deputy wrote. Raises PageRefused."""
    assert read.paper is not None
    period = str(read.paper.parts[0])
    deputy = session.get(Deputy, read.paper.number(1))
    if deputy is None:
        raise PageRefused("这张回执上的代表不在名册里。请按纸面核对。")
    subject = f"{deputy.name} {period} 积分清单回执"
    first = earlier_page(session, page)
    if first is not None:
        return Filed(
            PaperKind.STATEMENT_SLIP, PageState.AGAIN, same_page_sentence(came_on(session, first)), subject
        )
    page.picture = read.picture
    sentence = "请看图：写了异议的登记异议，没有写的点“没有异议”。"
    return Filed(PaperKind.STATEMENT_SLIP, PageState.ASKED, sentence, subject, asked=1)


def file_ballot(session: Session, page: ScanPage, read: ReadPage) -> Filed:
    """A ballot on a duty report came back: the assessment reads and keeps its votes. Raises PageRefused."""
    found: list[Filed] = tell_followers(session, BALLOT_CAME_BACK, page=page, read=read)
    return found[0]


def file_record(session: Session, page: ScanPage, read: ReadPage) -> Filed:
    """A printed page of a record: kept with its picture, and named among the evidence. Raises PageRefused."""
    assert read.paper is not None
    kind, row_id = str(read.paper.parts[0]), read.paper.number(1)
    if kind == RecordKind.REGISTER.value:
        return _file_register_page(session, page, read, row_id)
    if kind not in _TITLES:
        raise PageRefused("这是本站打印的文书，但不用收回。要看这一件，请用扫码枪扫它的二维码。")
    model, attribute = _TITLES[kind]
    row = session.get(model, row_id)
    if row is None:
        raise PageRefused("这份文书对应的记录已经删除，没有收。")
    # A demand by its number alone: whoever voiced it may ask for secrecy later, and may be named in its title.
    subject = f"诉求 {demand_number(row)}" if isinstance(row, Demand) else str(getattr(row, attribute))
    # The code names the record, not which of its papers: another picture may be another paper (办理单, then 交办单).
    # The very same pixels are known before (`filing`); everything else is kept.
    first = earlier_page(session, page)
    page.picture = read.picture
    add_evidence(session, subject=kind, subject_id=row_id, title="文书扫描件", kept_at=KEPT_AT)
    sentence = one_more_sentence(came_on(session, first)) if first is not None else "已归入证明材料。"
    return Filed(PaperKind.RECORD, PageState.FILED, sentence, subject)


def _file_register_page(session: Session, page: ScanPage, read: ReadPage, number: int) -> Filed:
    """A page of a register, signed: kept with its picture. It may come again whenever rows were printed on it since; what
    was taken out of the book in the meantime is kept too, and signs nothing. Raises PageRefused."""
    edition = record_of(page.paper)[2]
    [(words, of_old)] = tell_followers(
        session, REGISTER_PAGE_BACK, number=number, page=read.page, edition=edition
    )
    first = earlier_page(session, page)
    if first is not None and first.digest == page.digest:
        return Filed(PaperKind.RECORD, PageState.AGAIN, same_page_sentence(came_on(session, first)), words)
    page.picture = read.picture
    said = of_old or "已收好，记为这一页收回了签名。"
    return Filed(PaperKind.RECORD, PageState.FILED, said, words, old=bool(of_old))
