"""Starts edits of many products, applies small ones at once, and starts undoing them."""

import hashlib
import json
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.editing.change import Change
from catalog.editing.pieces import do_piece
from catalog.models import BulkEdit, BulkEditState, Merchant

# Products that are edited within a request, which takes a second or so.
AT_ONCE = 400
MAX_DRAFTS: Final = 10
_DRAFTS_KEPT: Final = timedelta(days=1)


def new_edit(merchant: Merchant, keys: list[int], user: User | None) -> BulkEdit:
    """Store a selection of the merchant's products. A user's drafts before the last few go."""
    drafts = BulkEdit.objects.filter(requested_by=user, state=BulkEditState.DRAFT)
    last = list(drafts.order_by("-pk").values_list("pk", flat=True)[: MAX_DRAFTS - 1])
    drafts.exclude(pk__in=last).delete()
    return BulkEdit.objects.create(merchant=merchant, keys=keys, requested_by=user)


def set_change(edit: BulkEdit, change: Change, entered: dict[str, Any]) -> bool:
    """Say what the edit changes. Returns False if it has been applied meanwhile."""
    drafts = BulkEdit.objects.filter(pk=edit.pk, state=BulkEditState.DRAFT)
    return drafts.update(change=change.to_json(), entered=entered) == 1


def version_of(edit: BulkEdit) -> str:
    """Tell one change of the edit from another: nobody applies one that they did not see."""
    return hashlib.sha256(json.dumps(edit.change, sort_keys=True).encode()).hexdigest()[:16]


def start_applying(edit: BulkEdit, version: str) -> bool:
    """Let workers apply the edit. Returns False if it is another one, or has been applied."""
    with transaction.atomic():
        drafts = BulkEdit.objects.select_for_update().filter(state=BulkEditState.DRAFT)
        draft = drafts.defer("keys").filter(pk=edit.pk).first()
        if draft is None or not draft.change or version_of(draft) != version:
            return False
        _make_due(edit, BulkEditState.APPLYING)
        return True


def start_undoing(edit: BulkEdit) -> bool:
    """Let workers undo the edit. Returns False if it is not applied."""
    return _make_due(edit, BulkEditState.UNDOING, was=BulkEditState.APPLIED)


def finish_small(edit: BulkEdit, products: int) -> bool:
    """Do what is due of the edit at once, if it is small. Returns whether it is done."""
    if products > AT_ONCE:
        return False
    while BulkEdit.objects.filter(pk=edit.pk, due_at__isnull=False).exists():
        do_piece(edit.pk)
    return True


def delete_old_edits() -> None:
    """Delete drafts of yesterday, and what undoing needs of edits that are as old as imports."""
    now = timezone.now()
    drafts = BulkEdit.objects.filter(state=BulkEditState.DRAFT)
    drafts.filter(created_at__lt=now - _DRAFTS_KEPT).delete()
    old = now - timedelta(days=settings.SHOP_IMPORT_DAYS)
    BulkEdit.objects.filter(finished_at__lt=old, due_at=None).delete()


def _make_due(edit: BulkEdit, state: BulkEditState, was: str = BulkEditState.DRAFT) -> bool:
    edits = BulkEdit.objects.filter(pk=edit.pk, state=was)
    return edits.update(state=state, due_at=timezone.now(), finished_at=None) == 1
