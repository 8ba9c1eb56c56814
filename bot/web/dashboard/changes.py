"""Which of HR's forms is shown and taken where."""

from fastapi import FastAPI

from bot.web.dashboard.access import AccessPages
from bot.web.dashboard.assigning import AssigningPages
from bot.web.dashboard.desk import Desk
from bot.web.dashboard.duties import DutyPages
from bot.web.dashboard.gate import Change, Gate, Page
from bot.web.dashboard.inviting import InvitationPages
from bot.web.dashboard.reissuing import ReissuingPages
from bot.web.dashboard.revoking import RevokingPages
from bot.web.dashboard.standing import AssignmentPages

PERSON = "/people/{person_id}"


def add_changes(app: FastAPI, path: str, gate: Gate, desk: Desk) -> None:
    """Add the routes; what is shown by GET changes nothing, what is taken by POST is sealed."""
    duties, access, revoking = DutyPages(desk), AccessPages(desk), RevokingPages(desk)
    assigning, assignments = AssigningPages(desk), AssignmentPages(desk)
    inviting = InvitationPages(desk)
    reissuing = ReissuingPages(desk)
    shown: dict[str, Page] = {
        f"{PERSON}/duty/{{occurrence_id}}/{{act}}": duties.show,
        f"{PERSON}/invite": access.show_invite,
        f"{PERSON}/unbind": access.show_unbind,
        f"{PERSON}/certificates/{{certificate_id}}/revoke": revoking.show,
        f"{PERSON}/reissue": reissuing.show,
        "/invitations": inviting.show,
        "/assign": assigning.show,
        "/assignments": assignments.show,
        "/assignments/{assignment_id}/end": assignments.show_end,
    }
    taken: dict[str, Change] = {
        f"{PERSON}/duty/{{occurrence_id}}/{{act}}": duties.take,
        f"{PERSON}/invite": access.invite,
        f"{PERSON}/unbind": access.unbind,
        f"{PERSON}/certificates/{{certificate_id}}/revoke": revoking.take,
        f"{PERSON}/reissue": reissuing.take,
        "/invitations": inviting.make,
        "/assign": assigning.review,
        "/assign/confirm": assigning.assign,
        "/assignments/{assignment_id}/end": assignments.end,
    }
    for where, page in shown.items():
        app.add_api_route(f"{path}{where}", gate.guard_desk(page), methods=["GET"])
    for where, change in taken.items():
        app.add_api_route(f"{path}{where}", gate.guard_change(change), methods=["POST"])
