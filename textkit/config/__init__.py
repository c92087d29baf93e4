"""Settings: what there is to set (`sections`), and how values come together and are checked (`settings`)."""
