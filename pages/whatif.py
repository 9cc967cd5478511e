"""What was tried, and what it would do."""

import ui

session = ui.start("whatif")
