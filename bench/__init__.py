"""What is measured, and how: `python -m bench` runs all, `python -m bench.NAME` runs one."""
