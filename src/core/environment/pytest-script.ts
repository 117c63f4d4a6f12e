/**
 * `lanekeeper-pytest`, in the agent's own folder of programs: pytest with as many workers as the agent's share, where
 * pytest-xdist is installed and the share is more than one. As a plugin and not by options, because an option of the user's
 * own, wherever it is given (settings, PYTEST_ADDOPTS, `-p no:xdist`), must count more, and because without pytest-xdist
 * `-n` ends pytest with exit code 4. It runs before xdist's hook of that name, which turns `auto` into
 * PYTEST_XDIST_AUTO_NUM_WORKERS (https://pytest-xdist.readthedocs.io/en/stable/distribution.html).
 */
export const pytestScript = `#!/usr/bin/env python
"""pytest in the share of an agent. Written by Lanekeeper."""

import os
import sys

import pytest


class WithinShare:
    @pytest.hookimpl(hookwrapper=True)
    def pytest_cmdline_main(self, config):
        option = config.option
        if (
            config.pluginmanager.hasplugin("xdist")
            and os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS", "1") != "1"
            and option.numprocesses is None
            and not option.tx
        ):
            option.numprocesses = "auto"
            if option.dist == "no":
                option.dist = "loadscope"
        yield


# As "python -m pytest" has it: the current directory, not that of this script.
sys.path[0] = os.getcwd()
sys.exit(pytest.main(plugins=[WithinShare()]))
`;
