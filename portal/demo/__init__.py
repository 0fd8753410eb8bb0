"""The demonstration: the sample scorecard in the middle of its November round, with somebody in every role.

Loaded only by `make demo`. Everything is done through the actions that people use, so that the demonstration has
the same events, revisions and findings as the real thing.
"""

from portal.demo.people import SampleAccount, sample_accounts

__all__ = ["SampleAccount", "sample_accounts"]
