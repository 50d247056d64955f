"""The Streamlit options of this project, and whether they hold in this process.

`.streamlit/config.toml` says the same for `streamlit run`; it is read only in the folder where the server starts,
so `exercise serve` hands every option over by itself. A test holds the two together.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from streamlit import config

Option = bool | int | str | list[str]

OPTIONS: Final[Mapping[str, bool | str | list[str]]] = {
    # A full garbage collection after every run costs ten times the run itself.
    "runner.postScriptGC": False,
    # The watcher walks every loaded module for each browser that joins.
    "server.fileWatcherType": "none",
    # A screen is a fifth as large on the air; phones on bad Wi-Fi feel that, the server hardly does.
    "server.enableWebsocketCompression": True,
    "server.headless": True,
    "server.showEmailPrompt": False,
    "server.address": "127.0.0.1",
    "browser.gatherUsageStats": False,
    # No buttons for developers; a page that sets an "About" text gets a menu with it and the choice of theme.
    "client.toolbarMode": "minimal",
    # An error page links to no search engine.
    "client.showErrorLinks": "false",
    # Streamlit writes white on the primary colour, in both themes: white on it reaches 4.5:1 or more.
    "theme.light.primaryColor": "#0b62a4",
    "theme.light.backgroundColor": "#ffffff",
    "theme.light.secondaryBackgroundColor": "#f3f5f7",
    "theme.light.textColor": "#16191d",
    "theme.light.linkColor": "#0b62a4",
    "theme.dark.primaryColor": "#2679b8",
    "theme.dark.backgroundColor": "#14181d",
    "theme.dark.secondaryBackgroundColor": "#1e242b",
    "theme.dark.textColor": "#eceff2",
    "theme.dark.linkColor": "#7cc0f5",
    # The server's own copy of Source Sans: nothing comes from outside.
    "theme.font": "sans-serif",
    "theme.headingFont": "sans-serif",
    # A screen's heading fits on two lines of a phone.
    "theme.headingFontSizes": ["2rem", "1.4rem", "1.15rem", "1rem", "1rem", "1rem"],
}


def options_for(host: str, port: int, public_url: str) -> dict[str, Option]:
    """Every option for one server: `OPTIONS`, where it listens, and the address that people use from outside.

    Streamlit accepts live connections from a public address only where it was told of it. Its welcome gives way to
    the ready line.
    """
    place: dict[str, Option] = {"server.address": host, "server.port": port, "logger.hideWelcomeMessage": True}
    options: dict[str, Option] = {**OPTIONS, **place}
    public = urlsplit(public_url)
    if public.hostname:
        options["browser.serverAddress"] = public.hostname
        options["server.corsAllowedOrigins"] = [f"{public.scheme}://{public.netloc}"]
    return options


def in_force() -> dict[str, object]:
    """The value this very process uses for each of `OPTIONS`, asked from Streamlit, not from the list above."""
    return {name: config.get_option(name) for name in OPTIONS}
