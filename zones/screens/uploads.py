"""Keep Streamlit's answer to a dropped file: a run of the screen that began in that moment threw it away."""

from __future__ import annotations

from functools import wraps

from streamlit.runtime.forward_msg_queue import ForwardMsgQueue


def keep_upload_answers() -> None:
    """Let the addresses for a dropped file outlive the start of a run; called once, before the server starts.

    The browser asks where to send a file; Streamlit 1.67 queues the answer, and clears the queue of all but a few kinds
    of messages when a run begins. Who typed their name and dropped a file at once was never answered: the box stayed
    empty without a word. `tests/test_uploads.py` tells when Streamlit no longer needs this.
    """
    clear = ForwardMsgQueue.clear
    if hasattr(clear, "__wrapped__"):
        return

    @wraps(clear)
    def clear_but_answers(
        self: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
    ) -> None:
        answers = [message for message in self._queue if message.WhichOneof("type") == "file_urls_response"]
        clear(self, retain_lifecycle_msgs, fragment_ids_this_run)
        if retain_lifecycle_msgs:                  # otherwise the queue was just sent, or its session is over
            kept = {id(message) for message in self._queue}
            self._queue.extend(answer for answer in answers if id(answer) not in kept)

    ForwardMsgQueue.clear = clear_but_answers  # type: ignore[method-assign]
