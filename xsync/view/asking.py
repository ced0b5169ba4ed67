"""Questions asked beside the kernel's own thread: the newest one wins, and a slow one shows a sign.

The answer comes back to the event loop that asked, with the context it was asked in, so that whatever an
answer prints or changes reaches the cell or the control it belongs to.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextvars import copy_context
from dataclasses import dataclass, field
from threading import Event, Lock, RLock, Thread, Timer
from typing import TYPE_CHECKING, Any, Final, TypeVar

from xsync.errors import XsyncError
from xsync.store.interruption import Interruption

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextvars import Context

Answer = TypeVar("Answer")

SLOW: Final = 0.5
"""Seconds after which a question shows that it is being worked on."""

_PATIENCE: Final = 2.0
"""Seconds that a question waits for the one it overtakes to stop."""

_AGAIN: Final = 0.05
"""Seconds after which the one overtaken is told again: a statement may have been about to start."""


class Unforeseen(XsyncError):
    """Something went wrong that nobody thought of."""


@dataclass(eq=False)
class _Question:
    """One question on its way."""

    loop: asyncio.AbstractEventLoop | None
    context: Context = field(default_factory=copy_context)
    stop: Interruption = field(default_factory=Interruption)
    done: Event = field(default_factory=Event)
    settled: bool = False


class Asker:
    """Asks one question at a time on a thread of its own; a newer one overtakes an older one.

    Parameters
    ----------
    busy
        Told ``True`` when a question takes longer than half a second, and ``False`` once it is settled.

    Notes
    -----
    Where an event loop runs (JupyterLab's kernel), answers are handed over in it. Elsewhere they are handed
    over in the thread that found them; `wait`, for whoever is not taking an answer just then, returns when
    that is done.
    """

    def __init__(self, busy: Callable[[bool], None]) -> None:
        self._busy = busy
        self._lock = Lock()
        self._delivering = RLock()
        self._newest: _Question | None = None
        self._deliveries: deque[tuple[_Question, Callable[[], None]]] = deque()
        self._shows_busy = False

    def ask(
        self,
        work: Callable[[], Answer],
        then: Callable[[Answer], None],
        otherwise: Callable[[XsyncError], None],
    ) -> None:
        """Ask a question; whatever was asked before and has no answer yet is dropped.

        Parameters
        ----------
        work
            Finds the answer, on another thread.
        then
            Takes the answer, unless a newer question has been asked meanwhile.
        otherwise
            Takes what went wrong instead, in words.
        """
        question = _Question(_running_loop())
        with self._lock:
            older, self._newest = self._newest, question
        if older is not None:
            older.stop.interrupt()

        def run() -> None:
            _let_go(older)
            slow = Timer(SLOW, self._hand_over, (question, lambda: self._show_busy(not question.settled)))
            slow.daemon = True
            slow.start()
            try:
                with question.stop.in_force():
                    answer = work()
            except BaseException as fault:  # noqa: BLE001 - nothing may be lost with the thread
                mistake = _in_words(fault)
                self._finish(question, slow, lambda: otherwise(mistake))
            else:
                self._finish(question, slow, lambda: _take(answer, then, otherwise))
            finally:
                question.done.set()

        # A daemon, so that a kernel that is told to stop does not wait for an answer nobody will see.
        Thread(target=run, name="xsync question", daemon=True).start()

    def wait(self) -> None:
        """Return once the newest question is settled and its answer taken."""
        while (question := self._newest) is not None:
            question.done.wait()
            self._deliver()
            if question is self._newest:
                return

    def _finish(self, question: _Question, slow: Timer, deliver: Callable[[], None]) -> None:
        slow.cancel()

        def settle() -> None:
            question.settled = True
            self._show_busy(False)  # noqa: FBT003 - the signature of the sign itself
            deliver()

        self._hand_over(question, settle)

    def _hand_over(self, question: _Question, deliver: Callable[[], None]) -> None:
        self._deliveries.append((question, deliver))
        if question.loop is not None:
            try:
                question.loop.call_soon_threadsafe(self._deliver)
            except RuntimeError:  # the loop was closed: its page in the browser is gone
                self._deliver()
        else:
            self._deliver()

    def _deliver(self) -> None:
        """Hand over what is due, in order; answers to questions overtaken meanwhile are dropped."""
        with self._delivering:
            while self._deliveries:
                question, deliver = self._deliveries.popleft()
                if question is self._newest:
                    question.context.copy().run(deliver)

    def _show_busy(self, busy: bool) -> None:  # noqa: FBT001 - the signature of the sign itself
        if busy != self._shows_busy:
            self._shows_busy = busy
            self._busy(busy)


def _let_go(older: _Question | None) -> None:
    """Stop the question before, so that two never compete for the machine."""
    if older is None:
        return
    for _ in range(int(_PATIENCE / _AGAIN)):
        if older.done.wait(_AGAIN):
            return
        older.stop.interrupt()


def _take(answer: Any, then: Callable[[Any], None], otherwise: Callable[[XsyncError], None]) -> None:  # noqa: ANN401 - whatever was asked for
    try:
        then(answer)
    except Exception as fault:  # noqa: BLE001 - said in the panel, never as a traceback
        otherwise(_in_words(fault))


def _in_words(fault: BaseException) -> XsyncError:
    if isinstance(fault, XsyncError):
        return fault
    return Unforeseen(
        f"This went wrong in a way nobody foresaw ({type(fault).__name__}: {fault}). Try again; if it comes "
        "back, tell whoever looks after xsync."
    )


def is_loop_running() -> bool:
    """Tell whether an event loop takes answers in the thread that asks."""
    return _running_loop() is not None


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
