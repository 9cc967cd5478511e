# Each target sets up what it needs by itself (tools/dev.py). Another Python: make test PY=python3.12
PY ?= python3
TASKS := run test lint bench format lock clean help

.PHONY: $(TASKS)
.DEFAULT_GOAL := help

$(TASKS):
	@$(PY) -m tools.dev $@ $(ARGS)
