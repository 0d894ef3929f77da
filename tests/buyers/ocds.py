"""The official schema of a release, as it is stored among the sample files, and what it finds."""

import json
from pathlib import Path

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4


def read_schemas(sample_data: Path) -> dict:
    """The official schemas, as they are stored; each by its address."""
    found = [
        json.loads((sample_data / "ocds" / f"1__1__5-{name}-schema.json").read_text())
        for name in ("release", "release-package")
    ]
    return {schema["id"]: schema for schema in found}


def make_validator(schemas: dict):
    """Resolves what the schemas refer to among them alone: an address elsewhere fails."""
    registry = Registry().with_resources(
        (address, Resource.from_contents(schema, default_specification=DRAFT4))
        for address, schema in schemas.items()
    )
    [outer] = [schema for address, schema in schemas.items() if "package" in address]
    return jsonschema.Draft4Validator(
        outer, registry=registry, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    )


def complaints(validator, found) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(found)]
