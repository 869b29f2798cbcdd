"""Man pages, from the declarations of the commands: `batchlua --experimental-dump-help`."""

import json
import time

from release import SUMMARY, Release


def pages(release: Release) -> dict[str, str]:
    """By name: batchlua, and batchlua-COMMAND for each command."""
    root = json.loads(release.output("--experimental-dump-help"))["command"]
    commands: list[dict] = []
    for command in root["subcommands"]:
        # The parser adds its own `help` after ours.
        if command.get("shouldDisplay", True) and command["commandName"] not in {
            each["commandName"] for each in commands
        }:
            commands.append(command)
    made = {"batchlua": page(release, root, commands)}
    for command in commands:
        made[f"batchlua-{command['commandName']}"] = page(release, command, [])
    return made


def page(release: Release, command: dict, commands: list[dict]) -> str:
    """One page. Those of the commands are named in the page of the root."""
    name = command["commandName"]
    called = name if name == "batchlua" else f"batchlua {name}"
    date = time.strftime("%Y-%m-%d", time.gmtime(release.time))
    head = called.replace(" ", "-")
    lines = [
        f'.TH {head.upper()} 1 "{date}" "batchlua {release.version}" "batchlua"',
        ".SH NAME",
        f"{head} \\- {escaped(command['abstract'].rstrip('.') if commands == [] else SUMMARY)}",
        ".SH SYNOPSIS",
        *synopsis(called, command, commands),
    ]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION", *discussion(command["discussion"])]
    shown = [a for a in command.get("arguments", []) if a.get("shouldDisplay", True)]
    section = None
    for argument in sorted(shown, key=lambda a: a.get("sectionTitle") or ""):
        title = argument.get("sectionTitle") or "Options"
        if title != section:
            lines.append(f".SH {quoted(title.upper())}")
            section = title
        lines += [".TP", label(argument), escaped(argument.get("abstract", ""))]
    if commands:
        lines.append(".SH COMMANDS")
        for each in commands:
            lines += [".TP", f"\\fBbatchlua {each['commandName']}\\fR", escaped(each["abstract"])]
        others = [f"batchlua-{each['commandName']}" for each in commands]
    else:
        others = ["batchlua"]
    lines += [".SH SEE ALSO", ", ".join(f"\\fB{escaped(other)}\\fR(1)" for other in others)]
    lines.append("The whole reference of the Lua API: /usr/share/doc/batchlua, 'batchlua help'.")
    return "\n".join(lines) + "\n"


def synopsis(called: str, command: dict, commands: list[dict]) -> list[str]:
    if commands:
        return [f"\\fB{called}\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENT\\fR ...]"]
    usage = command.get("usage")
    if usage:
        lines = [line.strip() for line in usage.splitlines() if line.strip()]
        return [line for text in lines for line in (escaped(text), ".br")][:-1]
    places = [
        f"[\\fI{escaped(a.get('valueName', ''))}\\fR]"
        for a in command.get("arguments", [])
        if a["kind"] == "positional"
    ]
    return [" ".join([f"\\fB{called}\\fR", "[\\fIOPTIONS\\fR]", *places])]


def label(argument: dict) -> str:
    """`-o, --output FILE`."""
    value = argument.get("valueName", "")
    if argument["kind"] == "positional":
        return f"\\fI{escaped(value)}\\fR"
    names = [
        ("-" if name["kind"] == "short" else "--") + name["name"] for name in argument["names"]
    ]
    text = ", ".join(f"\\fB{escaped(name)}\\fR" for name in names)
    return f"{text} \\fI{escaped(value)}\\fR" if argument["kind"] == "option" else text


def discussion(text: str) -> list[str]:
    """Paragraphs are filled; indented lines are not changed."""
    lines, verbatim = [], False
    for line in text.splitlines():
        indented = line.startswith("  ")
        if indented != verbatim:
            lines.append(".EX" if indented else ".EE")
            verbatim = indented
        lines.append(".PP" if not line.strip() and not verbatim else escaped(line))
    return lines + ([".EE"] if verbatim else [])


def escaped(text: str) -> str:
    """Text for roff: hyphens are ASCII, and no line is a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{x}" if x[:1] in (".", "'") else x for x in text.split("\n"))


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
