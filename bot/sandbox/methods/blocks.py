"""blocks.validate: Slack's own judge of blocks, open to everybody."""

from bot.sandbox.block_rules import Fault
from bot.sandbox.blocks import block_faults, view_faults
from bot.sandbox.call import Call, Family
from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError, invalid_arguments

family = Family()


@family.method("blocks.validate", tier=None, tokens=())
async def validate(call: Call) -> JsonObject:
    """Says what is wrong with `blocks`, a `view` or a `message`, and where."""
    given = [name for name in ("blocks", "view", "message") if call.args.get(name) is not None]
    if len(given) != 1:
        raise invalid_arguments("must have exactly one of: blocks, view, message")
    faults = _faults(call, given[0])
    if faults:
        code = "invalid_blocks" if given[0] == "blocks" else f"invalid_{given[0]}"
        raise SlackError(code, errors=[_told(fault) for fault in faults])
    return {}


def _told(fault: Fault) -> JsonObject:
    constraint: JsonObject = {"type": fault.code}
    if fault.constraint is not None:
        limits = fault.constraint if isinstance(fault.constraint, list) else [fault.constraint]
        constraint["expected"] = [str(limit) for limit in limits]
    named = {"pointer": fault.pointer, "message": fault.message}
    return {**named, "code": "failed_constraint", "constraint": constraint}


def _faults(call: Call, kind: str) -> list[Fault]:
    value = call.json(kind, code="invalid_blocks" if kind == "blocks" else f"invalid_{kind}")
    if kind == "view":
        return view_faults(value)
    if kind == "message":
        if not isinstance(value, dict):
            raise SlackError("invalid_message")
        return block_faults(value.get("blocks", []), pointer="/message/blocks")
    return block_faults(value)
