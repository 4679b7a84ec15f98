"""What a phone sends, as JSON."""

import time
from typing import Any
from uuid import uuid4


def now_ms() -> int:
    return int(time.time() * 1000)


def tapped(seat: Any, presence: Any = "present", **changes: Any) -> dict[str, Any]:
    """A tap on a seat, by its id, or on somebody on the spot, by a UUID."""
    on = {"seat": seat} if isinstance(seat, int) else {"spot": str(seat)}
    return {"id": str(uuid4()), **on, "presence": presence, "at": now_ms()} | changes


def added(name: str = "Dương Văn Tại", **changes: Any) -> dict[str, Any]:
    """Somebody who was written down on the spot."""
    told = {"name": name, "birth_year": 1961, "hamlet": "Xóm Gốc Gạo", "phone": "", "paper": "tờ 1"}
    return {"spot": str(uuid4())} | told | changes


def sent(marks: Any = (), people: Any = (), **changes: Any) -> dict[str, Any]:
    """The whole of it."""
    told = {"now": now_ms(), "people": list(people), "marks": list(marks)}
    return told | changes
