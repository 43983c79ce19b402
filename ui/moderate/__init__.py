"""The moderators' pages: plain HTML below /moderate, each of them behind sign-in."""
