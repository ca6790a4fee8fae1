"""What the service account gets from root, and what it must not get."""

import os
import pwd
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile

from catalog.files.media import OwnersStorage
from shop_search import service_account as accounts
from shop_search.privileges import permission_error
from shop_search.processes import Deployment
from shop_search.service_account import chown_tree, create_service_account, service_account

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.geteuid() != 0, reason="needs root")]


@pytest.fixture
def owner() -> pwd.struct_passwd:
    create_service_account()
    return pwd.getpwnam(str(service_account()))


def test_chown_tree_takes_over_files_of_an_earlier_version(
    tmp_path: Path, owner: pwd.struct_passwd
) -> None:
    (tmp_path / "media" / "photos").mkdir(parents=True)
    (tmp_path / "media" / "photos" / "1.jpg").touch()
    chown_tree(tmp_path / "media", owner)
    paths = [tmp_path / "media", *(tmp_path / "media").rglob("*")]
    assert [path.stat().st_uid for path in paths] == [owner.pw_uid] * 3


def test_chown_tree_leaves_targets_of_links_to_root(
    tmp_path: Path, owner: pwd.struct_passwd
) -> None:
    secret, folder = tmp_path / "secret", tmp_path / "media"
    (secret / "within").mkdir(parents=True)
    (secret / "file").touch()
    folder.mkdir()
    (folder / "soft").symlink_to(secret)
    (folder / "hard").hardlink_to(secret / "file")
    chown_tree(folder, owner)
    assert {path.stat().st_uid for path in (secret, *secret.iterdir())} == {0}


def test_storage_refuses_to_write_through_a_symbolic_link(
    tmp_path: Path, owner: pwd.struct_passwd
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "photos").symlink_to(tmp_path / "elsewhere")
    chown_tree(tmp_path / "media", owner)
    storage = OwnersStorage(location=tmp_path / "media")
    with pytest.raises(SuspiciousFileOperation):
        storage.save("photos/1.jpg", ContentFile(b"picture"))
    assert {path.stat().st_uid for path in (tmp_path / "elsewhere").iterdir()} <= {0}


def test_without_useradd_the_account_is_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "SERVICE_ACCOUNT", "nobody-made-this-one")
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    create_service_account()
    assert service_account() == "nobody"


@pytest.fixture
def closed(folder: Path) -> Path:
    (folder / "closed").mkdir(mode=0o700)
    return folder / "closed"


def test_permission_check_passes_if_the_account_can_do_everything(
    folder: Path, owner: pwd.struct_passwd
) -> None:
    folder.chmod(0o755)
    (folder / "media").mkdir()
    chown_tree(folder / "media", owner)
    assert permission_error(owner.pw_name, deployment(settings.BASE_DIR), [folder / "media"]) == ""


def test_permission_check_names_what_the_account_cannot_do(
    closed: Path, owner: pwd.struct_passwd
) -> None:
    assert "denied" in permission_error(owner.pw_name, deployment(closed), [])
    assert "denied" in permission_error(owner.pw_name, deployment(settings.BASE_DIR), [closed])


def deployment(root: Path) -> Deployment:
    return Deployment(host="127.0.0.1", port=0, workers=1, demo=False, var=root / "var", root=root)
