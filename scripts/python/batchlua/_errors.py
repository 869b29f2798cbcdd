"""The exceptions."""

from __future__ import annotations

from typing import Optional

from ._diagnostics import BatchError, Diagnostic, Position


class BatchLuaError(Exception):
    """A run that ended with an error. Nothing was written.

    Its text is the message after its places; all that the program said is ``stderr``.
    """

    def __init__(self, diagnostic: Diagnostic, exit_code: int, stderr: str = "") -> None:
        super().__init__(diagnostic, exit_code, stderr)
        self.diagnostic = diagnostic
        self.exit_code = exit_code
        self.stderr = stderr

    @property
    def message(self) -> str:
        """The message, without positions."""
        return self.diagnostic.message

    @property
    def position(self) -> Optional[Position]:
        """The line of the input, or else of the script."""
        return self.diagnostic.input or self.diagnostic.script

    @property
    def error(self) -> BatchError:
        """The error in the form of services: code, message, param and line."""
        return self.diagnostic.error

    def __str__(self) -> str:
        return str(self.diagnostic)


class UsageError(BatchLuaError):
    """Wrong options, or a file that cannot be read or written (exit code 2)."""


class ScriptError(BatchLuaError):
    """The script does not load (exit code 3)."""


class DataError(BatchLuaError):
    """The run was stopped by a record or by the script (exit code 4)."""


class ProcessDied(BatchLuaError):
    """The program was ended by a signal, or with an unknown exit code."""


BY_EXIT_CODE = {2: UsageError, 3: ScriptError, 4: DataError}
