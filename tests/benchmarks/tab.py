"""What a browser keeps of a page between messages: what stands, what it need not be sent again, what controls hold."""

from __future__ import annotations

from collections.abc import Collection

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState


class Tab:
    """One tab: `take` every message as it comes; `request` makes the next one to the server."""

    def __init__(self, address: str, page: str) -> None:
        self.address = address
        self.session = ""
        self.failures: list[str] = []
        self._page = page
        self._page_hash = ""
        self._elements: dict[tuple[int, ...], Element] = {}
        self._controls: dict[str, WidgetState] = {}
        self._cache = _Cache()

    @property
    def elements(self) -> Collection[Element]:
        """What stands on the page, in the order in which it came."""
        return self._elements.values()

    def take(self, message: ForwardMsg) -> ForwardMsg:
        """Take in a message; gives it back, or the one that was kept where it only points there."""
        message = self._cache.whole(message)
        match message.WhichOneof("type"):
            case "new_session":
                self.session = message.new_session.initialize.session_id
                self._page_hash = message.new_session.page_script_hash
                self._elements.clear()
                self.failures.clear()
            case "navigation":
                # Which page of several was meant by the address is known from here on.
                self._page_hash = message.navigation.page_script_hash
            case "delta" if message.delta.HasField("new_element"):
                element = message.delta.new_element
                self._elements[tuple(message.metadata.delta_path)] = element
                if element.HasField("exception"):
                    self.failures.append(f"{element.exception.type}: {element.exception.message}")
            case "script_finished":
                self._finish(message.script_finished)
            case "page_not_found" | "auth_redirect" as refusal:
                self.failures.append(refusal)
            case _:
                pass
        return message

    def request(self, *triggers: WidgetState) -> BackMsg:
        """Make the message that asks for a run, with everything as it stands, and with what was just pressed."""
        message = BackMsg()
        asked = message.rerun_script
        asked.widget_states.SetInParent()
        asked.widget_states.widgets.extend([*self._controls.values(), *triggers])
        if self._page_hash:
            asked.page_script_hash = self._page_hash
        else:
            asked.page_name = self._page
        asked.cached_message_hashes.extend(self._cache.hashes)
        context = asked.context_info
        context.timezone, context.timezone_offset = "UTC", 0
        context.locale, context.color_scheme = "en-US", "light"
        context.url, context.is_embedded = self.address, False
        return message

    def _finish(self, status: int) -> None:
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            self.failures.append("the page is not Python")
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return
        at_rest = {state.id: state for state in map(_at_rest, self._elements.values()) if state is not None}
        self._controls = {name: self._controls.get(name, state) for name, state in at_rest.items()}
        self._cache.age()


def _at_rest(element: Element) -> WidgetState | None:
    """Give what a control holds that nobody touched, for those that a browser tells the server of."""
    match element.WhichOneof("type"):
        case "selectbox" | "radio" as kind:
            control = getattr(element, kind)
            state = WidgetState(id=control.id)
            if control.HasField("default"):
                state.string_value = control.options[control.default]
            return state
        case "checkbox":
            return WidgetState(id=element.checkbox.id, bool_value=element.checkbox.default)
        case _:
            return None


class _Cache:
    """Large messages, which the server does not send twice while the browser says that it has them.

    One that no run used again leaves after as many runs as the server said.
    """

    def __init__(self) -> None:
        self._kept: dict[str, ForwardMsg] = {}
        self._used: dict[str, int] = {}
        self._runs = 0
        self._longest = 0

    @property
    def hashes(self) -> list[str]:
        return list(self._kept)

    def whole(self, message: ForwardMsg) -> ForwardMsg:
        """Keep a message that should be kept; give what one stands for that only names another."""
        if message.HasField("new_session"):
            self._longest = message.new_session.config.max_cached_message_age
        if message.HasField("ref_hash"):
            self._used[message.ref_hash] = self._runs
            found = ForwardMsg()
            found.CopyFrom(self._kept[message.ref_hash])
            found.metadata.CopyFrom(message.metadata)
            return found
        if message.metadata.cacheable:
            self._kept.setdefault(message.hash, message)
            self._used[message.hash] = self._runs
        return message

    def age(self) -> None:
        """Count a run that is over, and let go of what was not used for too long."""
        self._runs += 1
        for name in [name for name, run in self._used.items() if self._runs - run > self._longest]:
            del self._kept[name], self._used[name]
