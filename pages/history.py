"""What happened to the account, who did it, and what it did to coverage, forecast and plan."""

import ui

session = ui.start("history")
