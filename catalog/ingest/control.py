"""Start, repeat, pause, resume and cancel imports, for the admin and commands."""

import uuid
from pathlib import PurePath

from django.contrib.auth.models import User
from django.core.files.base import File
from django.utils import timezone

from catalog.files.saving import discard_file, save_file
from catalog.ingest.missing.choice import KEEP_MISSING, MissingChoice
from catalog.ingest.missing.feed_name import feed_name
from catalog.ingest.problems import FeedError
from catalog.ingest.read_options import DETECTED, ReadOptions
from catalog.ingest.text import identifier
from catalog.models import ImportRun, ImportState, Merchant
from catalog.models.imports import UNFINISHED

GONE = "The uploaded file is gone. Upload it again."


def start_import(
    *,
    merchant: Merchant,
    user: User | None,
    file: "File[bytes]",
    name: str,
    options: ReadOptions = DETECTED,
    checks: bool = False,
    imports_at_once: bool = False,
    missing: MissingChoice = KEEP_MISSING,
) -> ImportRun:
    """Store the file and create a pending run. Raises StorageError.

    With `checks`, it is checked, and then waits for the merchant; with `imports_at_once`, only if
    it leaves something to decide. Once it is committed, the caller wakes a worker.
    """
    run = ImportRun(
        merchant=merchant,
        started_by=user,
        dialect=options.dialect,
        read_options=options.stored(),
        state=ImportState.CHECKING if checks else ImportState.PENDING,
        imports_at_once=imports_at_once,
    )
    run.original_name = identifier(PurePath(name.replace("\\", "/")).name)[-300:] or "catalog"
    run.missing_action, run.missing_scope = missing.action, missing.scope
    run.file.name = store_upload(file)
    try:
        run.feed, _ = merchant.feeds.get_or_create(name=feed_name(run.original_name))
        run.save()
    except BaseException:
        discard_file(run.file.name)
        raise
    return run


def store_upload(file: "File[bytes]") -> str:
    """Store a file for an import. Returns its name in the storage. Raises StorageError."""
    return save_file(f"{timezone.now():{ImportRun.FOLDER_PATTERN}}/{uuid.uuid4().hex}", file)


def cancel_import(run: ImportRun) -> bool:
    """Cancel a run, whose worker stops at its next write. Returns False if it had ended before."""
    states = (*UNFINISHED, ImportState.CHECKING, ImportState.CHECKED, ImportState.PAUSED)
    unfinished = ImportRun.objects.filter(pk=run.pk, state__in=states)
    return bool(unfinished.update(state=ImportState.CANCELLED, finished_at=timezone.now()))


def pause_import(run: ImportRun) -> bool:
    """Pause a run, whose worker stops at its next write. Returns False if it had ended before.

    It keeps its place. Later imports of its merchant wait.
    """
    unfinished = ImportRun.objects.filter(pk=run.pk, state__in=UNFINISHED)
    return bool(unfinished.update(state=ImportState.PAUSED))


def resume_import(run: ImportRun) -> bool:
    """Let a paused run go on. Returns False if it is not paused.

    Once it is committed, the caller wakes a worker.
    """
    paused = ImportRun.objects.filter(pk=run.pk, state=ImportState.PAUSED)
    # Crashes before the pause do not count: the merchant may have waited for their repair.
    due = {"due_at": timezone.now(), "attempts": 0}
    return bool(paused.update(state=ImportState.PENDING, **due))


def repeat_import(run: ImportRun, *, user: User | None) -> ImportRun:
    """Check the same file for a new run. Raises FeedError if the file is gone, and StorageError."""
    if not run.file:
        raise FeedError(GONE)
    try:
        with run.file.open("rb") as file:
            return start_import(
                merchant=run.merchant,
                user=user,
                file=file,
                name=run.original_name,
                options=ReadOptions.of_run(run),
                checks=True,
                missing=MissingChoice.of_run(run),
            )
    except FileNotFoundError as error:
        raise FeedError(GONE) from error
