"""Nothing of what canaries mark is in the files that the press writes for another server."""

from pathlib import Path

import pytest
from django.core.management import call_command

from tests.editorial.canaries import CANARY, house
from tests.editorial.test_canary import readable


@pytest.mark.django_db(transaction=True)  # the export asks the application as a server does, on real connections
def test_no_secret_is_written_to_files(tmp_path: Path):
    secrets = house()
    call_command("press", "--to", str(tmp_path), verbosity=0)
    files = [path for path in tmp_path.rglob("*") if path.is_file() and "static" not in path.parts]
    assert tmp_path / "articles" / secrets.published.slug / "index.html" in files
    assert not list(tmp_path.rglob(f"*{secrets.hidden.slug}*"))
    assert [path for path in files if CANARY in readable(path.read_bytes()).lower()] == []
