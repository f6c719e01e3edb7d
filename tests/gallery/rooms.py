"""Everything that the gallery shows, room by room."""

from tests.gallery import declaring, duties, ending, running
from tests.gallery.exhibit import Exhibit

ROOMS: dict[str, tuple[Exhibit, ...]] = {
    "Declaring": declaring.EXHIBITS,
    "Under way": running.EXHIBITS,
    "Regulatory duties": duties.EXHIBITS,
    "Reminders and the end": ending.EXHIBITS,
}

EXHIBITS = tuple(exhibit for room in ROOMS.values() for exhibit in room)
