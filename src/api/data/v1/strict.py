"""JSON bodies read as they are written: no number for a text, no text for a number."""

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, BeforeValidator

M = TypeVar("M", bound=BaseModel)

_COUNTED = re.compile(r"[+-]?[0-9.]+")


@dataclass(frozen=True, slots=True)
class _Json:
    """A body that says it is JSON, not looked at yet."""

    data: bytes


class _JsonRequest(Request):
    async def json(self) -> _Json:
        return _Json(await self.body())


class JsonRoute(APIRoute):
    """A route that leaves the bytes of its body to ``strictly``.

    The framework would parse them first, by Python's reader, which lets ``NaN`` through and
    breaks on a thousand brackets; and take "12" for 12, 0.5 for a time in 1970, "no" for false.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def with_bytes(request: Request) -> Response:
            return await handle(_JsonRequest(request.scope, request.receive))

        return with_bytes


def strictly(model: type[BaseModel]) -> BeforeValidator:
    """Annotate a body with how it is read: by RFC 8259, and times by RFC 3339."""

    def read(value: object) -> BaseModel:
        if not isinstance(value, _Json):
            raise ValueError("the body is not application/json")  # noqa: TRY004 (pydantic wants ValueError)
        refuse_counted_times(orjson.loads(value.data))
        return model.model_validate_json(value.data, strict=True)

    return BeforeValidator(read)


def refuse_counted_times(value: object) -> None:
    """``ValueError`` when a time, wherever it is inside, is a number of seconds.

    It would be read as one since 1970, in seconds or in thousandths, whichever is likelier.
    """
    inside = [value]
    while inside:
        each = inside.pop()
        if isinstance(each, list):
            inside.extend(each)
        elif isinstance(each, dict):
            inside.extend(each.values())
            for name, told in each.items():
                if name.endswith("_at") and _is_counted(told):
                    raise ValueError(f"{name[:40]}: write a time as 2026-03-31T12:00:00+02:00")


def _is_counted(told: object) -> bool:
    if isinstance(told, str):
        return bool(_COUNTED.fullmatch(told.strip()))
    return isinstance(told, (int, float))
