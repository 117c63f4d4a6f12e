/**
 * `lanekeeper-pytest`, in the agent's own folder of programs: pytest with as many workers as the agent's share, where
 * pytest-xdist is installed and the share is more than one. As a plugin and not by options, because an option of the
 * user's own, wherever it is given (settings, PYTEST_ADDOPTS, `-p no:xdist`), must count more, and because without
 * pytest-xdist `-n` ends pytest with exit code 4. It runs before xdist's hook of that name, which turns `auto` into
 * PYTEST_XDIST_AUTO_NUM_WORKERS (https://pytest-xdist.readthedocs.io/en/stable/distribution.html).
 *
 * To start workers takes longer than a few tests do, so what all tests took is noted in pytest's cache, and such are
 * run without any the next time.
 */
export const pytestScript = `#!/usr/bin/env python
"""pytest in the share of an agent. Written by Lanekeeper."""

import json
import os
import sys

import pytest

# Seconds of tests that are not worth a worker.
FEW = 2
KEY = "lanekeeper/seconds"


def is_whole(config):
    """Whether all tests run, and not those that somebody has named."""
    return not config.invocation_params.args


def are_few(config):
    """Whether all tests took but a moment the last time."""
    try:
        # Before the session begins there is no config.cache yet.
        cache = os.path.expandvars(os.path.expanduser(config.getini("cache_dir")))
        with open(os.path.join(str(config.rootpath), cache, "v", KEY)) as file:
            return float(json.load(file)) < FEW
    except (KeyError, OSError, TypeError, ValueError):
        return False


class WithinShare:
    seconds = 0.0

    @pytest.hookimpl(hookwrapper=True)
    def pytest_cmdline_main(self, config):
        option = config.option
        if (
            config.pluginmanager.hasplugin("xdist")
            and os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS", "1") != "1"
            and option.numprocesses is None
            and not option.tx
            and not (is_whole(config) and are_few(config))
        ):
            option.numprocesses = "auto"
            if option.dist == "no":
                option.dist = "loadscope"
        yield

    def pytest_runtest_logreport(self, report):
        self.seconds += report.duration

    def pytest_sessionfinish(self, session, exitstatus):
        cache = getattr(session.config, "cache", None)
        if cache is not None and exitstatus in (0, 1) and is_whole(session.config):
            cache.set(KEY, round(self.seconds, 3))


# As "python -m pytest" has it: the current directory, not that of this script.
sys.path[0] = os.getcwd()
sys.exit(pytest.main(plugins=[WithinShare()]))
`;
