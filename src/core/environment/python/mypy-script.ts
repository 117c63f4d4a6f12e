/**
 * `lanekeeper-mypy`, in the agent's own folder of programs: `mypy .` over only the files that changed since all were
 * last free of errors, and what depends on them. mypy itself says which files there are, what each imports and where
 * that lies; what it says of the rest is then known. Whatever is not plain to tell is left to mypy: settings under
 * which a file's result depends on which others are named, and every error, which a whole run of mypy reports in its
 * own words.
 *
 * mypy's modules are called, which it promises to nobody (https://mypy.readthedocs.io/en/stable/extending_mypy.html):
 * where they are others than in mypy 1.11 to 2.4, mypy runs whole.
 */
export const mypyScript = String.raw`#!/usr/bin/env python
"""mypy over what a change can reach. Written by Lanekeeper."""

import hashlib
import io
import json
import os
import sys

LISTED = 20


class LeftToMypy(Exception):
    """Why mypy has to check everything by itself."""


def main(arguments):
    try:
        check(arguments)
    except LeftToMypy as reason:
        say(f"mypy checks everything: {reason}")
    except (Exception, SystemExit) as fault:
        say(f"mypy checks everything: {type(fault).__name__}: {fault}")
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "mypy", *arguments])


def say(text):
    print(f"lanekeeper-mypy: {text}", file=sys.stderr)


def check(arguments):
    """Ends the process where there is no error, and else returns."""
    from mypy import build, util
    from mypy.fscache import FileSystemCache
    from mypy.main import process_options

    # It holds what it has read, so that what is hashed here is what mypy checks.
    files = FileSystemCache()
    sources, options = process_options(
        arguments, stdout=io.StringIO(), stderr=io.StringIO(), fscache=files
    )
    leave_what_is_not_plain(sources, options)
    current = {each.module: [each.path, files.hash_digest(each.path)] for each in sources}
    if len(current) < len(sources):
        raise LeftToMypy("two files have one module name")
    world = World(sources, options, files)
    state_file = state_path(options, arguments)
    state = read_state(state_file, world.key)
    reasons = None if state is None else affected(state["modules"], current)
    if state is None:
        say(f"checking all {len(sources)} files: no run with these settings was free of errors")
    elif world.has_moved(state["foreign"]):
        reasons = None
        say(f"checking all {len(sources)} files: a module outside of them has changed")
    else:
        tell(reasons, current)
    chosen = sources if reasons is None else with_roots(sources, reasons)
    if reasons == {}:
        succeed(util, options, [], len(sources))
    if reasons is not None:
        options.warn_unused_configs = False
    output = io.StringIO()
    try:
        result = build.build(chosen, options, fscache=files, stdout=output, stderr=output)
    except build.CompileError:
        return
    finally:
        sys.stderr.write(output.getvalue())
    close = getattr(result.manager.metastore, "close", None)
    if close is not None:
        close()
    errors, _, _ = util.count_stats(result.errors)
    if errors:
        return
    if not is_as_named(result.graph, current):
        raise LeftToMypy("a file is imported by another name than its own")
    known = {} if reasons is None else state["modules"]
    foreign = {} if reasons is None else state["foreign"]
    write_state(state_file, world, merge(known, current, result.graph), foreign, result.graph)
    succeed(util, options, result.errors, len(sources))


def leave_what_is_not_plain(sources, options):
    """Settings under which files cannot be checked apart, or that ask for more than a verdict."""
    if not options.incremental or options.cache_dir == os.devnull:
        raise LeftToMypy("it keeps no cache")
    for name in ("bazel", "fast_module_lookup", "install_types", "junit_xml", "num_workers",
                 "output", "plugins", "report_dirs", "pdb", "package_root", "timing_stats"):
        if getattr(options, name, None):
            raise LeftToMypy(f"the option {name} is set")
    for source in sources:
        if source.path is None or source.text is not None:
            raise LeftToMypy("it is not given files")
        # What is not named would then count as Any.
        if options.clone_for_module(source.module).follow_imports not in ("normal", "silent"):
            raise LeftToMypy(f"imports of {source.module} are not followed")


class World:
    """All that a verdict depends on beside the files that are checked."""

    def __init__(self, sources, options, files):
        from mypy import build
        from mypy.modulefinder import FindModuleCache, compute_search_paths
        from mypy.version import __version__

        paths = compute_search_paths(sources, options, build.default_data_dir())
        self.finder = FindModuleCache(paths, files, options)
        settings = options.config_file and files.hash_digest(options.config_file)
        self.key = digest([__version__, sys.version, options.python_executable, settings,
                           options.config_file, paths.python_path, paths.mypy_path,
                           paths.package_path, paths.typeshed_path])

    def place(self, name):
        """Where a module lies and which version of it, or nothing where there is none."""
        found = self.finder.find_module(name)
        if not isinstance(found, str):
            return None
        status = os.stat(found)
        return [found] if os.path.isdir(found) else [found, status.st_mtime_ns, status.st_size]

    def has_moved(self, foreign):
        return any(self.place(name) != place for name, place in foreign.items())


def affected(known, current):
    """What has to be checked, and why: by module, in the order in which it is reached."""
    reasons = {}
    pending = []
    for name in sorted(known.keys() | current.keys()):
        before = known.get(name)
        if before is not None and name in current and before["file"] == current[name]:
            continue
        if name in current:
            reasons[name] = "new" if before is None else "changed"
        pending.append(name)
        if before is None or name not in current:
            # It may take the place of a name of its package.
            pending.extend(ancestors(name))
    dependents = {}
    for name, module in known.items():
        for each in module["imports"]:
            dependents.setdefault(each, []).append(name)
    seen = set(pending)
    for name in pending:
        if name in current and name not in reasons:
            reasons[name] = "a module of this package came or went"
        for each in dependents.get(name, ()):
            if each not in seen:
                seen.add(each)
                pending.append(each)
                if each in current and each not in reasons:
                    reasons[each] = f"depends on {name}"
    return reasons


def tell(reasons, current):
    if not reasons:
        say("nothing has changed since all files were free of errors")
        return
    say(f"checking {len(reasons)} of {len(current)} files")
    for name in list(reasons)[:LISTED]:
        say(f"  {os.path.normpath(current[name][0])}: {reasons[name]}")
    if len(reasons) > LISTED:
        say(f"  and {len(reasons) - LISTED} more")


def with_roots(sources, reasons):
    """In mypy's order, and the first file of each folder that it then looks for modules in."""
    roots = {os.getcwd()}
    chosen = []
    for source in sources:
        opens_root = source.base_dir not in roots
        roots.add(source.base_dir)
        if opens_root or source.module in reasons:
            chosen.append(source)
    return chosen


def is_as_named(graph, current):
    """Whether mypy found each file under the name that it has when all are given."""
    names = {os.path.abspath(path): name for name, (path, _) in current.items()}
    for name, module in graph.items():
        path = os.path.abspath(module.path) if module.path else None
        if names.get(path, name) != name:
            return False
        if name in current and path != os.path.abspath(current[name][0]):
            return False
        if name in current and any(each in current for each in module.suppressed):
            return False
    return True


def merge(known, current, graph):
    """Each module with its file and the names of all that its result depends on."""
    merged = {}
    for name, file in current.items():
        module = graph.get(name)
        if module is None:
            merged[name] = {"file": file, "imports": known[name]["imports"]}
        else:
            imports = {*module.dependencies, *module.suppressed, *ancestors(name)}
            merged[name] = {"file": file, "imports": sorted(imports)}
    return merged


def ancestors(name):
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def state_path(options, arguments):
    name = digest([os.getcwd(), arguments])
    return os.path.join(options.cache_dir, "lanekeeper", name + ".json")


def read_state(file, key):
    try:
        with open(file, encoding="utf-8") as stream:
            state = json.load(stream)
        return state if state["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_state(file, world, modules, foreign, graph):
    names = {*foreign, *graph}
    for module in graph.values():
        names.update(module.suppressed)
    places = {name: world.place(name) for name in sorted(names - modules.keys())}
    os.makedirs(os.path.dirname(file), exist_ok=True)
    draft = f"{file}.{os.getpid()}"
    with open(draft, "w", encoding="utf-8") as stream:
        json.dump({"key": world.key, "modules": modules, "foreign": places}, stream)
    os.replace(draft, file)


def succeed(util, options, notes, count):
    formatter = util.FancyFormatter(sys.stdout, sys.stderr, options.hide_error_codes)
    for note in notes:
        print(formatter.colorize(note) if options.color_output else note)
    if options.error_summary:
        print(formatter.format_success(count, options.color_output))
    sys.stdout.flush()
    sys.stderr.flush()
    # As mypy does: to free all it has read takes longer than to check it.
    os._exit(0)


def digest(value):
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()


main(sys.argv[1:] or ["."])
`;
