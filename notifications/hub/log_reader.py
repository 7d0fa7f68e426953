"""What changed in many streams at once: one statement, one snapshot, whatever the number of sockets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from notifications import protocol
from notifications.hub.link import Reader
from notifications.streams import Position

PAGE = 200
"""Lines of one stream read in one round."""

_READ = """
SELECT asked.number, coalesce(counter.epoch, log.epoch)::text, coalesce(counter.top, 0),
       coalesce(counter.floor, 0), event.off, event.kind, event.subject, event.at, event.data
FROM unnest(%s::int[], %s::text[], %s::text[], %s::bigint[], %s::bool[])
    AS asked (number, key, epoch, off, joining)
CROSS JOIN notifications_log AS log
LEFT JOIN notifications_stream AS counter ON counter.key = asked.key COLLATE "C"
LEFT JOIN LATERAL (
    SELECT off, kind, subject, at, data FROM notifications_event
    WHERE stream = counter.key AND off > asked.off AND off <= counter.top
      AND counter.epoch::text = asked.epoch AND counter.floor <= asked.off
    ORDER BY off LIMIT 200
) AS event ON true
WHERE asked.joining
   OR coalesce(counter.top, 0) <> asked.off
   OR coalesce(counter.epoch, log.epoch)::text <> asked.epoch
ORDER BY asked.number, event.off
"""


@dataclass(frozen=True, slots=True)
class Question:
    """What lies after this position of the stream. `joining` wants the stream's place in any case."""

    stream: str
    position: Position | None
    joining: bool


@dataclass(slots=True)
class Answer:
    """Where the stream stands, and the lines after the position asked about: (offset, frame)."""

    place: Position
    floor: int
    lines: list[tuple[int, str]] = field(default_factory=list)

    def continues(self, position: Position | None) -> bool:
        """Whether a reader at that position can go on from it."""
        return (
            position is not None
            and position.epoch == self.place.epoch
            and self.floor <= position.off <= self.place.off
        )

    def is_whole(self, position: Position) -> bool:
        """Whether the lines follow the position without a hole, up to the top or to a full page."""
        expected = range(position.off + 1, position.off + 1 + len(self.lines))
        reached = position.off + len(self.lines)
        return [off for off, _ in self.lines] == list(expected) and (
            reached == self.place.off or len(self.lines) == PAGE
        )


async def read(reader: Reader, questions: Sequence[Question]) -> dict[Question, Answer]:
    """Answer all questions out of one snapshot; a live stream without news is left out.

    Raises psycopg.Error.
    """
    columns = (
        list(range(len(questions))),
        [q.stream for q in questions],
        [q.position.epoch if q.position else "" for q in questions],
        [q.position.off if q.position else 0 for q in questions],
        [q.joining for q in questions],
    )
    answers: dict[Question, Answer] = {}
    written: dict[tuple[str, int], str] = {}
    for number, epoch, top, floor, off, kind, subject, at, data in await reader.rows(_READ, columns):
        question = questions[number]
        answer = answers.get(question)
        if answer is None:
            answer = answers[question] = Answer(Position(epoch, top), floor)
        if off is None:
            continue
        text = written.get((question.stream, off))
        if text is None:
            text = protocol.event_frame(question.stream, epoch, off, kind, subject, at, data)
            written[question.stream, off] = text
        answer.lines.append((off, text))
    return answers
