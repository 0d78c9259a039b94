"""The public interface is what `__all__` says, and nothing is paid for before it is used."""

import subprocess
import sys

import formcheck


def test_every_public_name_is_there():
    assert all(getattr(formcheck, name) is not None for name in formcheck.__all__)


def test_the_public_names_are_pinned():
    assert set(formcheck.__all__) == {
        "Analysis", "Angle", "Finding", "Grade", "HealthEvent", "Rep", "Result", "Side", "Track", "Verdict",
        "__version__", "analyse", "conclude", "errors", "exercises",
    }  # fmt: skip


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(formcheck, "analyze_everything")


def test_importing_the_package_imports_nothing_heavy():
    heavy = "{'mediapipe', 'cv2', 'av', 'scipy', 'numpy', 'pydantic', 'pyarrow'}"
    code = f"import sys, formcheck; print(sorted({heavy} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
