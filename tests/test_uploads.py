"""A file dropped in the moment in which a run of the screen begins is answered all the same."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from zones.screens.uploads import keep_upload_answers


@pytest.fixture
def queue():
    keep_upload_answers()
    waiting = ForwardMsgQueue()
    for kind in ("answer", "words"):
        message = ForwardMsg()
        if kind == "answer":
            message.file_urls_response.response_id = "a"
        else:
            message.delta.new_element.markdown.body = "b"
        waiting.enqueue(message)
    return waiting


def kinds(queue):
    return [message.WhichOneof("type") for message in queue.flush()]


def test_the_answer_outlives_the_start_of_a_run_and_what_the_old_run_wrote_does_not(queue):
    queue.clear(retain_lifecycle_msgs=True)
    assert kinds(queue) == ["file_urls_response"]
    assert kinds(queue) == []


def test_the_answer_is_sent_once_where_only_a_part_of_the_screen_runs(queue):
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["f"])
    assert kinds(queue).count("file_urls_response") == 1


def test_who_clears_everything_clears_the_answer_too(queue):
    queue.clear()
    assert kinds(queue) == []


def test_streamlit_alone_throws_the_answer_away(queue):
    """When this fails, Streamlit keeps the answer itself: delete zones/screens/uploads.py."""
    ForwardMsgQueue.clear.__wrapped__(queue, retain_lifecycle_msgs=True)
    assert kinds(queue) == []


def test_asking_twice_changes_nothing():
    keep_upload_answers()
    before = ForwardMsgQueue.clear
    keep_upload_answers()
    assert ForwardMsgQueue.clear is before
