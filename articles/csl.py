"""What we keep of a publication, in the terms of CSL-JSON."""

from typing import Any

from pydantic import Field

from articles.values import Frozen, Line


class PersonName(Frozen):
    family: Line
    given: Line = ""


class DateParts(Frozen):
    """CSL-JSON date: [[year, month, day]], month and day optional."""

    date_parts: tuple[tuple[int, ...], ...] = Field(alias="date-parts")


class Csl(Frozen):
    """The bibliographic fields we keep, named as in CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/)."""

    type: Line = "article-journal"
    title: Line = ""
    author: tuple[PersonName, ...] = ()
    container_title: Line = Field("", alias="container-title")
    issued: DateParts | None = None
    volume: Line = ""
    issue: Line = ""
    page: Line = ""
    DOI: Line = ""
    PMID: Line = ""
    PMCID: Line = ""
    URL: Line = ""

    def as_json(self) -> dict[str, Any]:
        """Its fields in CSL-JSON, without the empty ones: what a row of the list keeps."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
