"""Files that come with a few fields: the form of a program, read as strictly as JSON."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from api.access.doors import read_form
from api.data.v1.strict import refuse_counted_times

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Sent(Generic[M]):
    """What a form carries: its fields, and the name and bytes of each file."""

    said: M
    files: list[tuple[str, bytes]]


@asynccontextmanager
async def read_upload(request: Request, model: type[M], *, at_most: int) -> AsyncIterator[Sent[M]]:
    """Read the form, and let go of its files. Raises ``RequestValidationError``."""
    form = await read_form(request)
    try:
        uploads = [each for each in form.getlist("file") if isinstance(each, UploadFile)]
        if not uploads or len(uploads) != len(form.getlist("file")):
            raise unreadable("file", "a file is required")
        if len(uploads) > at_most:
            raise unreadable("file", f"{at_most} at most")
        fields = {name: form.getlist(name) for name in form if name != "file"}
        if twice := next((name for name, values in fields.items() if len(values) > 1), None):
            raise unreadable(twice, "given twice")
        said = _said(model, {name: value for name, [value] in fields.items()})
        yield Sent(said, [(each.filename or "", await each.read()) for each in uploads])
    finally:
        await form.close()


def _said(model: type[M], given: dict[str, object]) -> M:
    try:
        refuse_counted_times(given)
        return model.model_validate(given)
    except ValidationError as error:
        why = [dict(each) | {"loc": ("body", *each["loc"])} for each in error.errors()]
        raise RequestValidationError(why) from error
    except ValueError as error:
        raise unreadable("collected_at", str(error)) from error


def unreadable(field: str, why: str) -> RequestValidationError:
    return RequestValidationError([{"loc": ("body", field), "msg": why}])


def upload_body(model: type[BaseModel], formats: str, *, several: bool = False) -> dict[str, Any]:
    """Describe such a form for the OpenAPI."""
    schema = model.model_json_schema()
    file: dict[str, Any] = {"type": "string", "format": "binary", "description": formats}
    if several:
        about = "The part `file`, once for each file."
        file = {"type": "array", "items": file, "minItems": 1, "description": about}
    schema["properties"] = {"file": file} | schema["properties"]
    schema["required"] = ["file", *schema.get("required", [])]
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
