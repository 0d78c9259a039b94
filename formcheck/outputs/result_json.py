"""`result.json`: the `Result` type itself; its schema is docs/result.schema.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from formcheck.errors import ProfileError
from formcheck.pipeline import SCHEMA_VERSION
from formcheck.types import Result

_ADAPTER = TypeAdapter(Result)


def dumps(result: Result) -> str:
    """The result as JSON text; nan becomes null."""
    return _ADAPTER.dump_json(result, indent=2).decode() + "\n"


def load(path: Path) -> Result:
    """Read a result.

    Raises
    ------
    ProfileError
        The file is missing, or is no result of this version.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ProfileError(f"There is no result at {path}: name a folder that `formcheck analyze` wrote.") from error
    try:
        result = _ADAPTER.validate_json(text)
    except ValidationError as error:
        raise ProfileError(f"{path} is not a result of this version of formcheck.") from error
    if result.schema_version != SCHEMA_VERSION:
        raise ProfileError(
            f"{path} has schema {result.schema_version} and this formcheck writes {SCHEMA_VERSION}: "
            "analyse the clip again."
        )
    return result


def schema() -> dict[str, Any]:
    """JSON Schema of `result.json`, as written."""
    made: dict[str, Any] = _ADAPTER.json_schema(mode="serialization")
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = f"formcheck result, version {SCHEMA_VERSION}"
    return made


def schema_text() -> str:
    """The schema as the text that docs/ publishes."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
