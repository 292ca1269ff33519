"""Answers that can be kept: bodies with an ETag, and files of the build."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from kg.limits import limits
from kg.serve.service import service_of

#: Kept by clients, and asked for again each time: a new build changes everything.
FRESH = "no-cache"


def answer(
    request: Request,
    body: bytes,
    media_type: str,
    headers: Mapping[str, str] | None = None,
    *,
    truncated: bool = False,
) -> Response:
    """``body`` with its ETag and what it varies by; 304 without it where the client has it already.

    ``truncated`` says that the answer was cut at the limit on rows, in the header ``Kg-Truncated``.
    """
    digest = sha256(body)
    digest.update(media_type.encode())
    etag = f'"{digest.hexdigest()[:32]}"'
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    sent = {"Vary": "Accept", "Cache-Control": FRESH, "ETag": etag, **(headers or {})}
    if truncated:
        sent["Kg-Truncated"] = f"rows={limits().result_rows}"
    if request.method in ("GET", "HEAD") and _has(request, etag):
        return Response(status_code=304, headers=sent)
    return Response(body, headers={**sent, "Content-Type": media_type + charset})


def _has(request: Request, etag: str) -> bool:
    """Whether ``If-None-Match`` names the ETag, compared weakly (RFC 9110, section 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in given.split(","))


def file_answer(request: Request, name: str, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """A file of the build, whole or in ranges; 304 where the client has it; 404 where the build has none."""
    path, digest = service_of(request).file(name)
    sent = {"ETag": f'"{digest[:32]}"'} if digest else {}
    response = FileResponse(path, headers={**sent, **(headers or {})}, media_type=media_type, stat_result=path.stat())
    response.headers["Cache-Control"] = FRESH
    if "range" not in request.headers and _has(request, response.headers["etag"]):
        kept = {name: response.headers[name] for name in ("etag", "last-modified", "cache-control")}
        return Response(status_code=304, headers=kept)
    return response
