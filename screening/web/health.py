"""Whether the process is up, and whether it could take a submission now; no versions, no counts."""

from dataclasses import dataclass

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from screening.web.context import Context


async def healthz(_request: Request) -> Response:
    """The process is up."""
    return JSONResponse({"status": "up"})


@dataclass(frozen=True, slots=True)
class Readyz:
    """Ready: the database can be written, a question set is loaded, the key opens a known blob."""

    context: Context

    async def respond(self, _request: Request) -> Response:
        """200 when a submission could be taken now, else 503 with what is missing."""
        readiness = await to_thread.run_sync(self.context.store.readiness, self.context.clock())
        checks = {
            "database": readiness.writable,
            "question_set": bool(self.context.live_set.current().questions),
            "key": readiness.key_opens,
        }
        ready = all(checks.values())
        return JSONResponse(
            {"status": "ready" if ready else "not ready", "checks": checks}, 200 if ready else 503
        )
