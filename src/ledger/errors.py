"""Why the ledger refused.

* LedgerError
  - BadCode               what was typed or scanned cannot be a sticker code
  - UnknownCommune        no commune of the territory has this INSEE code
  - UnknownSubject        nothing was ever recorded under this id
  - AlreadyBegun          a life begins once
  - NotAllowed            the stage of the subject forbids this event
  - Forbidden             a rule of the subject's own past forbids it; ``rule`` names it
  - LabelNotEarned        the label lacks what ``missing`` lists
  - PriceRefused          the price lies outside what the law allows
  - SetIncomplete         devices of one set go together; some are missing
  - ClaimTaken            what may exist once already does: a sticker code, a promise
  - NotEnough             a guarded balance would fall below zero
  - CeilingReached        the fund gives less than that, to one order or in all
  - InTheFuture           the event would happen after now
  - Outrun                someone recorded first: read again, then decide again
  - CommandReused         this command id already carried something else
  - NothingToCorrect      the correction names no event that can be corrected
  - CorrectionBreaksLife  with this correction, the rest of the life would be unlawful
  - Corrupt               a stored event no longer reads back: stop, call a person

``str(error)`` is for logs. The French sentence and the HTTP status are chosen where the
refusal is shown (``api.refusals``): the ledger knows neither. Plain classes on purpose: a
frozen dataclass cannot be raised through a context manager.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class LedgerError(Exception):
    """Base of every refusal."""


class BadCode(LedgerError):
    def __init__(self, text: str) -> None:
        super().__init__(f"{text[:40]!r} is not a sticker code")
        self.text = text


class UnknownCommune(LedgerError):
    def __init__(self, insee: str) -> None:
        super().__init__(f"no commune {insee[:10]!r} in the territory")
        self.insee = insee


class UnknownSubject(LedgerError):
    def __init__(self, kind: str, subject: UUID) -> None:
        super().__init__(f"{kind} {subject}: nothing recorded")
        self.kind = kind
        self.subject = subject


class AlreadyBegun(LedgerError):
    def __init__(self, subject: UUID) -> None:
        super().__init__(f"{subject}: its life has already begun")
        self.subject = subject


class NotAllowed(LedgerError):
    def __init__(self, subject: UUID, topic: str, stage: str) -> None:
        super().__init__(f"{subject}: no {topic} while {stage}")
        self.subject = subject
        self.topic = topic
        self.stage = stage


class Rule(StrEnum):
    """A rule that looks at the whole past of a subject, or at the event against it."""

    IN_TRANSIT = "in_transit"
    """It is on the road: the place that receives it confirms first."""
    NOT_IN_TRANSIT = "not_in_transit"
    """Nothing was sent, so nothing can arrive."""
    NOT_SENT_HERE = "not_sent_here"
    """It was sent to another place."""
    ELSEWHERE = "elsewhere"
    """The event says a place where the device is not."""
    SAME_PLACE = "same_place"
    """A move needs two different places."""
    NO_INVENTORY = "no_inventory"
    UNKNOWN_STORAGE = "unknown_storage"
    """The inventory has no such storage."""
    DUPLICATE_STORAGE = "duplicate_storage"
    """Two storages of one device would bear the same name."""
    CLEAR_AT_MOST = "clear_at_most"
    """Overwriting an SSD is "clear" at most (NIST SP 800-88 Rev. 2)."""
    LEVEL_OUT_OF_REACH = "level_out_of_reach"
    """That method does not reach that level: only what is destroyed is "destroy"."""
    NOTHING_IN_DOUBT = "nothing_in_doubt"
    """No erasure of it waits for a decision."""
    LOG_LOST = "log_lost"
    """Nobody can accept an erasure whose log is lost: nobody can tell any more (law 9)."""
    NOTHING_ERASED = "nothing_erased"
    A_PERSON_DECIDES = "a_person_decides"
    """No program asserts it: a person answers for it."""
    NO_LOCK_ON_THIS_KIND = "no_lock_on_this_kind"
    FOREIGN_FUNCTION = "foreign_function"
    """A test of a function that this kind of device does not have."""
    NOT_OPTIONAL = "not_optional"
    """Every device of this kind has that function; it cannot be said absent."""
    OWNERS_DATA = "owners_data"
    """The data belong to the owner: nothing is erased during a repair."""
    REPAIR_UNFINISHED = "repair_unfinished"
    """A part was changed: what it touches must pass its test before giving back."""
    ORIGIN_UNKNOWN = "origin_unknown"
    """A device of unknown origin may be worked on and may not leave (law 5)."""
    PUBLIC_GIFT = "public_gift"
    """A free gift of a public body is sold through prescription only (law 5)."""
    ALREADY_IN_A_SET = "already_in_a_set"
    NOT_IN_THIS_SET = "not_in_this_set"
    ANOTHER_RESERVATION = "another_reservation"
    ALREADY_BOUND = "already_bound"
    """It has a sticker already: replace it instead."""
    NO_STICKER = "no_sticker"
    STICKER_VOIDED = "sticker_voided"
    """It was lost or spoiled: it leads to no device any more."""
    STICKER_OF_ANOTHER_STRUCTURE = "sticker_of_another_structure"
    """Its batch was sent elsewhere: whoever holds it may have lost it."""
    NOT_IN_THIS_BATCH = "not_in_this_batch"
    NOT_ITS_STRUCTURE = "not_its_structure"
    """That place belongs to another structure."""
    ON_PAPER = "on_paper"
    """What is printed stays printed: it is voided instead, and what is voided stays so."""
    PLACE_CLOSED = "place_closed"
    NO_MONEY_HERE = "no_money_here"
    """That place may not take money."""
    SELLER_NOT_ELIGIBLE = "seller_not_eligible"
    """The law does not let that organisation sell gifts of public bodies (law 5)."""
    SHARES_DO_NOT_ADD_UP = "shares_do_not_add_up"
    NOT_THE_LOTS_ORIGIN = "not_the_lots_origin"
    """A device has the origin of its lot, which follows it to the end (law 5)."""
    ORIGIN_SETTLED = "origin_settled"
    """Its origin is already known: correct the event that says so."""
    NOT_IN_REPAIR = "not_in_repair"
    """A device is lent for the time of a repair only."""
    GRID_IN_THE_PAST = "grid_in_the_past"
    """A price grid holds from today at the earliest."""
    GRID_PUBLISHED = "grid_published"
    GRID_IN_FORCE = "grid_in_force"
    """A grid that holds is replaced by another, never edited in place."""
    ANOTHER_GRID = "another_grid"
    """Another price grid holds by now."""
    NOT_IN_THE_GRID = "not_in_the_grid"
    """The grid has no such price, or the share lies outside the companion's room."""
    THIRD_PARTY_UNNAMED = "third_party_unnamed"
    """Whoever pays a part is named, and who is named pays one."""
    PERSON_NEVER_PAYS_MORE = "person_never_pays_more"
    """What was said to the person is the most they pay."""
    DEVICE_NOT_PROMISED = "device_not_promised"
    DEVICE_STILL_PROMISED = "device_still_promised"
    """The device must be released, or handed over, with the order."""
    BELONGS_TO_AN_ORDER = "belongs_to_an_order"
    """What is promised to an order moves with its order, never by itself."""
    FUND_SHARE_NOT_COMMITTED = "fund_share_not_committed"
    FUND_SHARE_STILL_COMMITTED = "fund_share_still_committed"
    NOT_COMMITTED = "not_committed"
    NOT_CARRIED_THERE = "not_carried_there"
    """What a closed year has left goes to a later one that is open."""
    CARRIED_TOO_MUCH = "carried_too_much"
    """A year hands on what it has left, and what it handed on before is not there any more."""
    NOT_CARRIED = "not_carried"
    """What is carried over leaves one year and comes to another in one command."""
    """The fund did not promise that much to this order, or pay it for this sale."""
    NOTICE_TOO_SHORT = "notice_too_short"
    """A place is told a week before an order that nobody fetches ends."""
    EXPIRY_ANNOUNCED = "expiry_announced"
    """It was announced already: to put it off, correct the announcement."""
    SHARE_PAID = "share_paid"
    """A share that came in neither falls below what was paid nor changes its payer."""
    PAID_TWICE = "paid_twice"
    """More than what is due."""
    RECEIPT_NUMBER = "receipt_number"
    """Receipts of a till are numbered without a gap."""
    RECEIPT_STANDS = "receipt_stands"
    """A sale is refunded, never rewritten: somebody holds its receipt."""
    NOT_SOLD = "not_sold"
    """A receipt names devices that are sold in the same command."""
    MINIMUM_KEPT = "minimum_kept"
    """A sale leaves on the shelf what its place keeps for prescription."""
    NO_SUCH_SALE = "no_such_sale"
    REFUNDED_TOO_MUCH = "refunded_too_much"
    NOT_TAKEN_BACK = "not_taken_back"
    """A device is refunded once it is back."""
    DRAWER_MOVED = "drawer_moved"
    """Something was sold since the drawer was read: count again."""
    KEPT_TOO_MUCH = "kept_too_much"
    """What stays in the drawer is a part of what was counted."""
    TIED_TO_ANOTHER = "tied_to_another"
    PARTS_IN_ANOTHER = "parts_in_another"
    """It was written together with another life: undo it there, by another step."""
    COMES_BACK = "comes_back"
    """The place it was sent to refused it already."""
    NOT_FOR_PARTS = "not_for_parts"
    """A part is taken from a device that was retired for its parts."""
    SOURCE_ELSEWHERE = "source_elsewhere"
    """A part is taken where both devices are."""
    PART_TAKEN = "part_taken"
    """That part left that device already."""
    STORAGE_UNNAMED = "storage_unnamed"
    """A storage is followed from one device to the next by its serial number."""
    NOT_ITS_STORAGE = "not_its_storage"
    """The device it is said to come from had no such storage."""
    SLIP_MISSING = "slip_missing"
    """An eco-organisme gives a slip, whose number is kept."""
    NOT_OF_THIS_LOT = "not_of_this_lot"
    LOT_SETTLED = "lot_settled"
    """The origin of the lot is already known."""
    ACTION_KNOWN = "action_known"
    ACTION_NOT_OPEN = "action_not_open"
    PERIODS_FOLLOW = "periods_follow"
    """Periods of the statistics follow each other by position, without a gap or an overlap."""
    PERIOD_TOO_SMALL = "period_too_small"
    """The total of a period is told exactly: of so few hand-overs it would tell too much."""
    BUDGET_EXCEEDED = "budget_exceeded"
    """The tables together would tell more of one hand-over than was promised."""
    PERIOD_NOT_CLOSED = "period_not_closed"
    PERIOD_KEYS_DESTROYED = "period_keys_destroyed"
    """Nothing more is drawn of it."""
    ANOTHER_CATALOGUE = "another_catalogue"
    """A table is drawn as the catalogue of its period announced it."""
    COUNTED_ALREADY = "counted_already"
    """What is told exactly of a period is counted once, before any of its tables is published."""
    TOO_FEW_TO_TELL = "too_few_to_tell"
    """A number, or what it leaves of another one that is told, is one to ten people."""
    RELEASED_ALREADY = "released_already"
    """A table of a period is drawn once: two draws tell more than one."""
    NOT_RECONCILED = "not_reconciled"
    """The figures of a table add up to the total that is published."""
    NOT_RELEASED = "not_released"
    """Keys are destroyed once all tables of their period are drawn."""
    PUBLISHED_STANDS = "published_stands"
    """A published figure is never told again."""


class Forbidden(LedgerError):
    def __init__(self, subject: UUID, rule: Rule, detail: str = "") -> None:
        super().__init__(f"{subject}: {rule} {detail}".rstrip())
        self.subject = subject
        self.rule = rule
        self.detail = detail


class Lack(StrEnum):
    """What the label may be waiting for."""

    INVENTORY = "inventory"
    STORAGES_UNREAD = "storages_unread"
    STORAGE_NOT_ERASED = "storage_not_erased"
    ERASURE_FAILED = "erasure_failed"
    ERASURE_WITH_RESERVATIONS = "erasure_with_reservations"
    LOCKS_UNCHECKED = "locks_unchecked"
    LOCK_FOUND = "lock_found"
    FUNCTION_UNTESTED = "function_untested"
    FUNCTION_FAILED = "function_failed"
    SIGN_OFF = "sign_off"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing the label waits for; ``what`` names the storage, function or lock."""

    lack: Lack
    what: str = ""
    ask: str = ""
    """Whom to ask, when somebody else must act: the holder of a lock."""


class LabelNotEarned(LedgerError):
    def __init__(self, subject: UUID, missing: Sequence[Missing]) -> None:
        super().__init__(f"{subject}: label lacks {[str(item.lack) for item in missing]}")
        self.subject = subject
        self.missing = tuple(missing)


class PriceRefused(LedgerError):
    """``cap_cents`` is None when the law names no price for such a device alone."""

    def __init__(self, price_cents: int, floor_cents: int, cap_cents: int | None) -> None:
        super().__init__(f"{price_cents} cents, allowed {floor_cents} to {cap_cents}")
        self.price_cents = price_cents
        self.floor_cents = floor_cents
        self.cap_cents = cap_cents


class SetIncomplete(LedgerError):
    def __init__(self, subject: UUID, absent: Sequence[UUID]) -> None:
        super().__init__(f"{subject}: its set also holds {[str(other) for other in absent]}")
        self.subject = subject
        self.absent = tuple(absent)


class ClaimTaken(LedgerError):
    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"{kind} {key} is taken")
        self.kind = kind
        self.key = key


class NotEnough(LedgerError):
    def __init__(self, account: UUID, cents: int) -> None:
        super().__init__(f"{account}: {cents} cents are not there")
        self.account = account
        self.cents = cents


class CeilingReached(LedgerError):
    """``left_cents`` is the most that the fund could still give."""

    def __init__(self, fund: UUID, asked_cents: int, left_cents: int) -> None:
        super().__init__(f"{fund}: {asked_cents} cents asked, {left_cents} possible")
        self.fund = fund
        self.asked_cents = asked_cents
        self.left_cents = left_cents


class InTheFuture(LedgerError):
    def __init__(self, happened_at: datetime, now: datetime) -> None:
        super().__init__(f"{happened_at.isoformat()} is after {now.isoformat()}")
        self.happened_at = happened_at
        self.now = now


class Outrun(LedgerError):
    """``seen`` is the version its author looked at, ``version`` the one that stands."""

    def __init__(self, subject: UUID, seen: int, version: int) -> None:
        super().__init__(f"{subject}: saw version {seen}, now {version}")
        self.subject = subject
        self.seen = seen
        self.version = version


class CommandReused(LedgerError):
    def __init__(self, command: UUID) -> None:
        super().__init__(f"command {command} already carried something else")
        self.command = command


class NothingToCorrect(LedgerError):
    def __init__(self, subject: UUID, version: int) -> None:
        super().__init__(f"{subject}: version {version} cannot be corrected")
        self.subject = subject
        self.version = version


class CorrectionBreaksLife(LedgerError):
    def __init__(self, subject: UUID, version: int, why: LedgerError) -> None:
        super().__init__(f"{subject}: version {version} would be unlawful: {why}")
        self.subject = subject
        self.version = version
        self.why = why


class Corrupt(LedgerError):
    def __init__(self, subject: UUID, version: int, topic: str) -> None:
        super().__init__(f"{subject} v{version}: stored {topic} does not read back")
        self.subject = subject
        self.version = version
        self.topic = topic
