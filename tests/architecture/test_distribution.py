"""What is built holds the package, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, SRC


@pytest.mark.once
def test_wheel_holds_the_package_its_type_marker_and_the_licence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=50)

    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {Path(name) for name in archive.namelist()}

    sources = {path.relative_to(SRC) for path in SRC.rglob("*") if path.suffix == ".py" or path.name == "py.typed"}
    metadata = {name for name in names if name.parts[0].endswith(".dist-info")}
    assert sources <= names
    assert {name.parts[0] for name in names - metadata} == {"wireworks"}
    assert "LICENSE" in {name.name for name in metadata}
