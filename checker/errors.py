"""Every error that the checker raises on purpose.

* CheckerError (exit code 2): the root; its text says what is wrong, ``remedy`` what to do next
  * ConfigurationError: settings or flags that cannot work
    * NoModelError: no model is configured
  * InputError: nothing usable was given
    * UnreadableArticleError: one article cannot be read (the run goes on without it)
    * NothingToCompareError (exit code 5): fewer than two readable articles
  * SavedRunError: a saved run is missing, or is no report
  * CassetteError: a cassette cannot be written or read
    * CassetteMissError: a request was never recorded
  * ModelError: the endpoint gave no usable answer; the run goes on without it, and says so
    * AuthenticationError: the key is wrong or missing
    * UnknownModelError: the endpoint does not serve this model
    * ConnectionFailedError: nothing answers at the address
    * ModelTimeoutError: no answer in time
    * RateLimitedError: 429, and waiting did not help
    * ServerFaultError: 5xx, and asking again did not help
    * RequestRefusedError: the endpoint rejects the request itself (another 4xx)
    * TruncatedAnswerError: the answer was cut at the token limit
    * RefusalError: the model or its filter declined to answer
    * InvalidAnswerError: not JSON, HTML, empty, or not what the schema asks for, even when asked again
  * BudgetExceededError: the next call could cost more than ``--max-cost`` allows
  * StoreError: the store of decisions cannot be opened, read or written
    * ConflictError: somebody else wrote the same at the same time; nothing was overwritten
"""

from __future__ import annotations


class CheckerError(Exception):
    """What is wrong, in words for people. ``remedy`` says what to do next."""

    exit_code = 2
    fatal = False
    """Whether every further call to a model would fail in the same way, so that the run stops asking."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class ConfigurationError(CheckerError):
    """Settings or flags that cannot work."""

    fatal = True


class NoModelError(ConfigurationError):
    """No model is configured."""


class InputError(CheckerError):
    """Nothing usable was given."""


class UnreadableArticleError(InputError):
    """One article cannot be read. The run goes on without it and names it."""


class NothingToCompareError(InputError):
    """Fewer than two readable articles."""

    exit_code = 5


class SavedRunError(CheckerError):
    """A saved run is missing, or is no report."""


class CassetteError(CheckerError):
    """A cassette cannot be written or read."""

    fatal = True


class CassetteMissError(CassetteError):
    """A request was never recorded. Never retried."""


class ModelError(CheckerError):
    """The endpoint gave no usable answer. The run goes on without it, and says so."""


class AuthenticationError(ModelError):
    """The key is wrong or missing."""

    fatal = True


class UnknownModelError(ModelError):
    """The endpoint does not serve this model."""

    fatal = True


class ConnectionFailedError(ModelError):
    """Nothing answers at the address."""

    fatal = True


class ModelTimeoutError(ModelError):
    """No answer in time."""


class RateLimitedError(ModelError):
    """429, and waiting did not help."""


class ServerFaultError(ModelError):
    """5xx, and asking again did not help."""


class RequestRefusedError(ModelError):
    """The endpoint rejects the request itself."""


class TruncatedAnswerError(ModelError):
    """The answer was cut at the token limit."""


class RefusalError(ModelError):
    """The model, or a filter before it, declined to answer."""


class InvalidAnswerError(ModelError):
    """Not JSON, HTML, empty, or not what the schema asks for, even when asked again."""


class BudgetExceededError(CheckerError):
    """The next call could cost more than the limit allows. What is done is kept."""


class StoreError(CheckerError):
    """The store of decisions cannot be opened, read or written."""


class ConflictError(StoreError):
    """Somebody else wrote the same at the same time. Nothing was overwritten."""
