# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The gate through a real server: what is refused is rolled back, and its refusal is
not."""

import pytest
import requests
from test_http_server import served

PATIENCE = 60


@pytest.fixture(scope="module")
def world(herd):
    """Return a case, its debtor and the API key of its collector."""
    return herd.do("gate_tasks.make_collector")


def call(url, key, method, case_id, **arguments):
    """Call a method of a case over JSON-2."""
    return requests.post(
        f"{url}/json/2/collection.case/{method}",
        json={"ids": [case_id], **arguments},
        headers={"Authorization": f"bearer {key}"},
        timeout=PATIENCE,
    )


@pytest.mark.slow
def test_refused_message_leaves_nothing_but_the_refusal(herd, world, tmp_path):
    case_id, partner_id, key = world
    message = {
        "body": "Please pay.",
        "partner_ids": [partner_id],
        "message_type": "comment",
        "subtype_xmlid": "mail.mt_comment",
    }
    log = tmp_path / "log"
    with served(herd.database, 0, log) as url:
        allowed = call(url, key, "message_post", case_id, **message)
        assert allowed.status_code == 200, allowed.text
        before = herd.do("gate_tasks.messages", case_id=case_id)
        assert not herd.do("gate_tasks.refusals")
        herd.do("gate_tasks.pause", case_id=case_id, days=3)
        refused = call(url, key, "message_post", case_id, **message)
        assert refused.status_code == 422
        assert "Fire" in refused.json()["message"]
        # The same again within the minute, as a client does that tries once more.
        call(url, key, "message_post", case_id, **message)
        assert herd.do("gate_tasks.messages", case_id=case_id) == before
        kept = herd.do("gate_tasks.refusals")
        assert kept[0] == ["email", "ann", ["on_hold"], "Please pay."]
        assert len(kept) <= 2
        numbers = call(url, key, "reveal_numbers", case_id)
        assert numbers.status_code == 422
        assert herd.do("gate_tasks.refusals")[-1][0] == "call"
        herd.do("gate_tasks.pause", case_id=case_id, days=0)
        numbers = call(url, key, "reveal_numbers", case_id)
        assert [row["number"] for row in numbers.json()] == ["+12025550143"]
    assert " ERROR " not in log.read_text(), log.read_text()


@pytest.mark.slow
def test_private_methods_and_judging_are_closed_to_clients(herd, world, tmp_path):
    case_id, _partner_id, key = world
    with served(herd.database, 0, tmp_path / "log") as url:
        for method in ("_judge", "_get_blockers", "_ensure_allowed", "_set_state"):
            answer = call(url, key, method, case_id, act={})
            assert answer.status_code in (403, 404, 422), method
        panel = call(url, key, "get_contact_panel", case_id)
        assert {line["channel"] for line in panel.json()} >= {"call", "email", "legal"}
