"""The dashboard: pages for HR, administrators and managers."""
