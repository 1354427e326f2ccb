"""The one cookie: it carries the secret of a sign-in, and exists only after one."""

from fastapi import Request, Response

from api.settings import Settings


def session_secret(request: Request, settings: Settings) -> str | None:
    return request.cookies.get(cookie_name(settings))


def set_session(response: Response, secret: str, settings: Settings) -> None:
    """Until the browser closes; the server forgets it sooner when nobody uses it."""
    response.set_cookie(
        cookie_name(settings),
        secret,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def clear_session(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        cookie_name(settings),
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def cookie_name(settings: Settings) -> str:
    """With the prefix, browsers let no other site of the same domain write it."""
    return "__Host-meleze" if settings.secure_cookies else "meleze"
