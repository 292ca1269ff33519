"""What the nanopublications of an export are told beside its layers; nothing of it needs the extra ``nanopub``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.errors import UsageError


@dataclass(frozen=True)
class NanopubSettings:
    """The source whose double-check is published, and who signs: the file of a private key, and an ORCID iD.

    Raises ``UsageError`` for a key without an ORCID iD, and the other way round.
    """

    check: str | None = None
    key: Path | None = None
    orcid: str | None = None

    def __post_init__(self) -> None:
        if (self.key is None) != (self.orcid is None):
            raise UsageError("a signature needs both: --key with a private key, and --orcid with its owner's ORCID iD")

    @property
    def is_default(self) -> bool:
        """Whether nothing is asked."""
        return self == NanopubSettings()
