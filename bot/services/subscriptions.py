"""Reports that come by themselves: who wants which, whose is due, and what was sent last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.learning.errors import SubscriptionGone, TooManySubscriptions
from bot.learning.notices import NoticeKind
from bot.learning.people import LEADERS, Member
from bot.learning.reminders import Habits
from bot.learning.subscriptions import MOST, Period, Rhythm, Subscription, find_next, find_period
from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import notices, occurrences, subscriptions
from bot.storage.queries.subscriptions import Subscriber


@dataclass(frozen=True)
class FormerReport:
    """What the last report of a subscription said, and when it was sent."""

    sent_at: datetime
    counts: Mapping[str, int]


class Subscriptions:
    """Keeps subscriptions, and claims each report once; what it says is worked out as it is sent.

    Whoever loses the role for it loses the subscription. The report of a period goes out in the
    daytime of its reader, late where it has to be; of several that were missed only the newest.
    """

    def __init__(self, database: Database, clock: Clock, habits: Habits) -> None:
        self._database = database
        self._clock = clock
        self._habits = habits

    def list_of(self, member: Member) -> list[Subscription]:
        """Return what a member has subscribed to."""
        with self._database.reading() as session:
            return subscriptions.list_of(Plain.of(session), member.id)

    def subscribe(self, member: Member, department: str, course: str, rhythm: Rhythm) -> None:
        """Send the report of a department and course, by their keys, from the next period on.

        Another rhythm takes the place of the former; twice is once. Raises TooManySubscriptions.
        """
        with self._database.recording() as plain:
            others = [
                one
                for one in subscriptions.list_of(plain, member.id)
                if (one.department, one.course) != (department, course)
            ]
            if len(others) >= MOST:
                raise TooManySubscriptions(MOST)
            subscriptions.put(plain, member.id, (department, course), rhythm, self._clock())

    def end(self, member: Member, subscription_id: int) -> Subscription:
        """Send it no more, and return it; twice is once. Raises SubscriptionGone for others'."""
        with self._database.recording() as plain:
            found = subscriptions.find(plain, subscription_id)
            if found is None or found.person_id != member.id:
                raise SubscriptionGone
            subscriptions.end(plain, [subscription_id], self._clock())
            return found

    def find_next(self, member: Member, rhythm: Rhythm) -> datetime:
        """Return when the next report reaches a member, where they are."""
        with self._database.reading() as session:
            zone = occurrences.find_zone(Plain.of(session), member.id) or self._habits.zone
        due_at = find_next(rhythm, self._clock(), self._habits.zone)
        return self._habits.in_zone(zone).find_daytime(due_at)

    def claim_due(self) -> int:
        """Owe every report that is due and fair now; return how many nobody had claimed before.

        Ends the subscriptions of those who may not see any report any more.
        """
        now = self._clock()
        with self._database.reading() as session:
            everybody = subscriptions.list_subscribers(Plain.of(session))
        lost = [one.subscription.id for one in everybody if _has_lost_role(one)]
        due = [
            (one.subscription, period)
            for one in everybody
            if not _has_lost_role(one) and (period := self._find_due(one, now)) is not None
        ]
        if not lost and not due:
            return 0
        claimed = 0
        with self._database.writing() as session:
            plain = Plain.of(session)
            subscriptions.end(plain, lost, now)
            for subscription, period in due:
                report_id = subscriptions.claim(plain, subscription.id, period, now)
                if report_id is not None:
                    to = [subscription.person_id]
                    notices.owe(session, NoticeKind.REPORT, report_id, to, now)
                    claimed += 1
        return claimed

    def find_report(self, member: Member | None, report_id: int) -> Subscription | None:
        """Return of what a claimed report is to be.

        None where it is not to be sent any more: its subscription has ended, or got another rhythm,
        its reader has lost the role, or a newer one is due by now.
        """
        with self._database.reading() as session:
            claimed = subscriptions.find_claimed(Plain.of(session), report_id)
        if claimed is None or claimed.subscription.is_ended:
            return None
        subscription = claimed.subscription
        if member is None or member.id != subscription.person_id or member.role not in LEADERS:
            return None
        newest = find_period(subscription.rhythm, self._clock(), self._habits.zone)
        return subscription if newest.name == claimed.period else None

    def find_former(self, report_id: int) -> FormerReport | None:
        """Return the report that was sent before this one for the same subscription."""
        with self._database.reading() as session:
            found = subscriptions.find_former(Plain.of(session), report_id)
        return None if found is None else FormerReport(*found)

    def keep_counts(self, report_id: int, counts: Mapping[str, int]) -> None:
        """Keep what a report says, for the next one to compare with."""
        with self._database.recording() as plain:
            subscriptions.keep_counts(plain, report_id, counts)

    def _find_due(self, subscriber: Subscriber, now: datetime) -> Period | None:
        subscription = subscriber.subscription
        period = find_period(subscription.rhythm, now, self._habits.zone)
        zone = ZoneInfo(subscriber.timezone) if subscriber.timezone else self._habits.zone
        is_due = period.due_at > subscription.since and period.name != subscriber.last_period
        is_fair = subscriber.is_reachable and self._habits.in_zone(zone).is_daytime(now)
        return period if is_due and is_fair else None


def _has_lost_role(subscriber: Subscriber) -> bool:
    return subscriber.has_left or subscriber.role not in LEADERS
