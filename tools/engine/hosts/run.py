# Runs a Pulumi program in Python: what it needs to know stands in the environment.
import asyncio
import logging
import os
import runpy
import sys
import traceback

import pulumi
from pulumi import runtime

said = os.environ.get
runtime.set_all_config(runtime.get_config_env(), runtime.get_config_secret_keys_env())
runtime.configure(
    runtime.Settings(
        organization=said("PULUMI_ORGANIZATION"),
        project=said("PULUMI_PROJECT"),
        root_directory=said("PULUMI_ROOT_DIRECTORY"),
        stack=said("PULUMI_STACK"),
        parallel=int(said("PULUMI_PARALLEL", "1")),
        dry_run=said("PULUMI_DRY_RUN") == "true",
        monitor=said("PULUMI_MONITOR"),
        engine=said("PULUMI_ENGINE"),
    )
)
# What a failed program leaves waiting is not the user's concern.
logging.getLogger("asyncio").setLevel(logging.CRITICAL)
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
program = sys.argv[1]
try:
    loop.run_until_complete(runtime.run_in_stack(lambda: runpy.run_path(program, run_name="__main__")))
except pulumi.RunError as error:
    pulumi.log.error(str(error))
    sys.exit(1)
except Exception:
    pulumi.log.error(traceback.format_exc())
    sys.exit(32)
