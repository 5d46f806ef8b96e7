"""What this server asks of ONLYOFFICE Docs, and the addresses at which both reach each other."""
