"""Random sequences of what users, disks, networks and servers do; nothing that reached Docs may be lost."""
