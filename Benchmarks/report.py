"""Tables and a chart of what the benchmarks measured.

    report.py RESULTS DOCS        fill in performance.md and benchmarks.svg from results that bench.py has saved
"""
import json
import math
import pathlib
import re
import statistics
import sys

OWN = "Escapement"
BUFFER_MILLISECONDS = 1024 / 44.1


def ratios(row, name):
    """Of each round, how many times as long as Escapement the engine took."""
    return [time / max(own, 1e-4) for time, own in zip(row["times"].get(name, []), row["times"].get(OWN, []))]


def ratio(row, name):
    """The ratio of the medians."""
    times, own = row["times"].get(name), row["times"].get(OWN)
    return statistics.median(times) / statistics.median(own) if times and own else None


def cell(row, name):
    if name in row["failures"]:
        return "wrong" if row["failures"][name] == "wrong" else "-"
    each, middle = ratios(row, name), ratio(row, name)
    if middle is None:
        return "-"
    spread = f" ±{(max(each) - min(each)) / 2:.2f}" if len(each) > 1 else ""
    return f"{middle:.2f}{spread}"


def own_cell(row):
    times = row["times"].get(OWN)
    if not times:
        return "-"
    spread = f" ±{(max(times) - min(times)) / 2:.2f}" if len(times) > 1 else ""
    return f"{statistics.median(times):.2f}{spread} s"


def geometric_mean(rows, name):
    values = [value for row in rows if (value := ratio(row, name))]
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def line(workload, row, names):
    return f"{workload:26}{own_cell(row):14}" + "".join(f"{name} {cell(row, name):14}" for name in names if name != OWN)


def number(value, form="{:.2f}"):
    return "-" if value is None else form.format(value)


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|---" + "|---:" * (len(header) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def workload_table(results):
    peers = [name for name in results["engines"] if name != OWN]
    rows = list(results["workloads"].values())
    lines = [[workload, own_cell(row)] + [cell(row, name) for name in peers]
             for workload, row in results["workloads"].items()]
    lines.append(["**geometric mean**", ""] + [f"**{number(geometric_mean(rows, name))}**" for name in peers])
    lines.append(["workloads in the mean", str(sum(bool(row["times"].get(OWN)) for row in rows))]
                 + [str(sum(ratio(row, name) is not None for row in rows)) for name in peers])
    return table(["workload", OWN] + peers, lines)


def engine_list(results):
    return "\n".join(f"- {name}: {description}" for name, description in results["engines"].items())


def failures(results):
    """What each engine said of the workloads that it can't run, once per message."""
    lines = []
    for name in results["engines"]:
        messages = {}
        for workload, row in results["workloads"].items():
            if name in row["failures"]:
                messages.setdefault(general(row["failures"][name]), []).append(workload)
        lines += [f"- {name}: {', '.join(workloads)}: "
                  + ("a wrong result" if message == "wrong" else f"`{message}`")
                  for message, workloads in messages.items()]
    return "\n".join(lines)


def general(message):
    """The message without the module's name and the place in it."""
    message = re.sub(r"[\w-]+\.wasm( is invalid)?: ", "", message)
    return re.sub(r",? (at|in) .*| \(.*", "", message)


def start_table(results):
    rows = []
    for name, row in results["start"].items():
        cells = [name]
        for case in ("nothing", "synth", "large"):
            measured = row.get(case)
            cells += [number(measured and measured["seconds"] * 1000, "{:.0f} ms"),
                      number(measured and measured["memory"] / 2**20, "{:.0f} MiB")]
        rows.append(cells)
    return table(["engine", "nothing", "memory", "synth", "memory", "large module", "memory"], rows)


def audio_table(results):
    rows = []
    for name, times in sorted(results["audio"].items(), key=lambda entry: statistics.mean(entry[1])):
        milliseconds = [time / 1e6 for time in times]
        mean, worst = statistics.mean(milliseconds), max(milliseconds)
        rows.append([name, f"{mean:.3f} ms", f"{worst:.3f} ms", f"{statistics.stdev(milliseconds):.3f} ms",
                     f"{worst / BUFFER_MILLISECONDS:.1%}"])
    return table(["engine", "mean", "worst", "jitter", "worst, of 23.2 ms"], rows)


def own_calls_table(results):
    calls = results["calls"]["own"]
    base = calls.get("guest to guest function in a loop")
    return table(["call and return", "CPU time", "calls within the guest"],
                 [[name, f"{time:.1f} ns", number(base and time / base, "{:.1f}")] for name, time in calls.items()])


def wasi_calls_table(results):
    calls = results["calls"]["wasi"]
    return table(["engine", "a call", "ratio"],
                 [[name, f"{time:.1f} ns", number(OWN in calls and time / calls[OWN])] for name, time in calls.items()])


SECTIONS = {
    "engines": ("engines", engine_list),
    "workloads": ("workloads", workload_table),
    "failures": ("workloads", failures),
    "start": ("start", start_table),
    "audio": ("audio", audio_table),
    "own-calls": ("calls", own_calls_table),
    "wasi-calls": ("calls", wasi_calls_table),
}


def as_text(results):
    return "\n\n".join(f"{name}\n{make(results)}" for name, (section, make) in SECTIONS.items() if section in results)


def write(results, docs):
    """Replaces what is between `<!-- NAME -->` and `<!-- end -->` in performance.md, and the chart."""
    page = docs / "performance.md"
    text = page.read_text()
    for name, (section, make) in SECTIONS.items():
        start, end = f"<!-- benchmark {name} -->\n", "<!-- end -->"
        if section in results and start in text:
            before, rest = text.split(start)
            text = before + start + make(results) + "\n" + end + rest.split(end, 1)[1]
    page.write_text(text)
    chart(results, docs / "benchmarks.svg")


def chart(results, path):
    """The geometric means as bars, and each workload as a dot beside them."""
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "escapement"
    from matplotlib import pyplot

    rows = list(results["workloads"].values())
    names = sorted((name for name in results["engines"] if geometric_mean(rows, name)),
                   key=lambda name: -geometric_mean(rows, name))
    figure, axes = pyplot.subplots(figsize=(8, 0.5 * len(names) + 1.2), layout="constrained")
    for position, name in enumerate(names):
        mean = geometric_mean(rows, name)
        axes.barh(position, mean, height=0.6, color="#c0392b" if name == OWN else "#7f8c8d")
        dots = [value for row in rows if name != OWN and (value := ratio(row, name))]
        axes.plot(dots, [position] * len(dots), "|", color="#2c3e50", alpha=0.5, markersize=9)
        axes.annotate(f"{mean:.2f}", (mean, position), (4, 9), textcoords="offset points", fontsize=9)
    axes.set_yticks(range(len(names)), names)
    axes.set_xscale("log")
    ticks = [0.1, 0.2, 0.5, 1, 2, 4, 8, 16]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks], minor=False)
    axes.xaxis.set_minor_locator(matplotlib.ticker.NullLocator())
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_xlabel("CPU time, in that of Escapement: geometric mean (bar) and each workload (lines); less is better")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    write(json.loads(pathlib.Path(sys.argv[1]).read_text()), pathlib.Path(sys.argv[2]))
